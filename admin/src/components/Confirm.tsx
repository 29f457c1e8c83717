import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import classes from "./Confirm.module.css";
import { Callout } from "./Panel";

interface ConfirmProps {
  opened: boolean;
  close: () => void;
  title: string;
  /** What is lost, with counts. */
  children: ReactNode;
  /** Verb and object. */
  action: string;
  act: () => Promise<unknown>;
  danger?: boolean;
  /** What has to be typed before it can be done. */
  typed?: string;
  typedLabel?: string;
}

/** Mantine gives the part that has a name the role of a dialog, and takes another one only for the part around it. */
function isAlert(form: HTMLFormElement | null) {
  form?.closest('[role="dialog"]')?.setAttribute("role", "alertdialog");
}

/** Names hold spaces that nobody sees, and letters that are composed in two ways. */
export function asTyped(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

/** Asks before something that cannot be taken back: consequences first. */
export function Confirm({
  opened,
  close,
  title,
  children,
  action,
  act,
  danger = true,
  typed,
  typedLabel,
}: ConfirmProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  function leave() {
    setText("");
    setError(null);
    close();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await act();
      leave();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal opened={opened} onClose={leave} title={title} closeButtonProps={{ "aria-label": t("do.close") }}>
      <form onSubmit={submit} className="stack" ref={isAlert}>
        <div className="stack">{children}</div>
        {typed !== undefined && (
          <TextInput
            label={typedLabel ?? typed}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        {error != null && (
          <div role="alert">
            <Callout tone="bad">{asProblem(error).detail || t("failed.unreachable")}</Callout>
          </div>
        )}
        <div className={classes.buttons}>
          <Button onClick={leave}>{t("do.cancel")}</Button>
          <Button
            type="submit"
            className={danger ? "danger" : undefined}
            variant={danger ? "default" : "filled"}
            loading={busy}
            disabled={typed !== undefined && asTyped(text) !== asTyped(typed)}
          >
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
