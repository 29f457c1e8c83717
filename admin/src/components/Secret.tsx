import { Button, CopyButton } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Secret.module.css";

/** Something that is shown once, to be copied now. */
export function Secret({ label, value }: { label: string; value: string }) {
  const id = useId();
  return (
    <div>
      <p id={id} className={classes.label}>
        {label}
      </p>
      <section className={classes.box} aria-labelledby={id}>
        <code>{value}</code>
        <CopyOne value={value} />
      </section>
    </div>
  );
}

export function CopyOne({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          onClick={copy}
          leftSection={copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
        >
          <span aria-live="polite">{copied ? t("do.copied") : (label ?? t("do.copy"))}</span>
        </Button>
      )}
    </CopyButton>
  );
}
