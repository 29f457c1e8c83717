import { ActionIcon } from "@mantine/core";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./AccessPage.module.css";

interface BesideProps {
  children: ReactNode;
  /** In a column of its own at the right; on a phone in place of the page. */
  aside: ReactNode;
}

export function Beside({ children, aside }: BesideProps) {
  return (
    <div className={aside ? classes.beside : undefined}>
      <div className={classes.left}>{children}</div>
      {aside}
    </div>
  );
}

export function Column({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const { t } = useTranslation(["common", "access"]);
  const id = useId();
  const column = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where somebody asked for it, the first field; and back to the button when it closes.
    const before = document.activeElement;
    column.current?.querySelector<HTMLElement>("input")?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      ref={column}
      className={classes.column}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) close();
      }}
    >
      <h1 className={classes.onlyAlone}>{t("access:title")}</h1>
      <div className={classes.columnHead}>
        <h2 id={id}>{title}</h2>
        <ActionIcon onClick={close} aria-label={t("do.close")}>
          <X size={16} aria-hidden="true" />
        </ActionIcon>
      </div>
      {children}
    </aside>
  );
}
