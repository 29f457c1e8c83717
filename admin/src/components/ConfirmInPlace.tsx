import { Button, Popover } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./ConfirmInPlace.module.css";

interface ConfirmInPlaceProps {
  /** Of the button that asks. */
  label: string;
  /** What follows, with counts. */
  children: ReactNode;
  /** Verb and object. */
  action: string;
  act: () => Promise<unknown>;
  danger?: boolean;
  fullWidth?: boolean;
  size?: "xs" | "sm";
}

/** Asks beside the button, before something that others hear of and that can be taken back. */
export function ConfirmInPlace({ label, children, action, act, danger, fullWidth, size }: ConfirmInPlaceProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const text = useId();

  async function confirm() {
    setBusy(true);
    try {
      await act();
      setOpened(false);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Popover opened={opened} onChange={setOpened} width={360} position="top" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button
          className={danger ? "danger" : undefined}
          fullWidth={fullWidth}
          size={size}
          onClick={() => setOpened(!opened)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-labelledby={text}>
        <p id={text} className={classes.text}>
          {children}
        </p>
        <div className={classes.buttons}>
          <Button size="xs" onClick={() => setOpened(false)} data-autofocus>
            {t("do.cancel")}
          </Button>
          <Button size="xs" className={danger ? "danger" : undefined} loading={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
