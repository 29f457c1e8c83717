import { useClipboard } from "@mantine/hooks";
import { Check, Copy } from "lucide-react";
import { useTranslation } from "react-i18next";
import classes from "./Copyable.module.css";

interface CopyableProps {
  text: string;
  /** Among many others: a sign in the place of the word. */
  quiet?: boolean;
}

/** A word that is to be entered elsewhere exactly as it stands: a right, a function, a token. */
export function Copyable({ text, quiet = false }: CopyableProps) {
  const { t } = useTranslation();
  const { copy, copied } = useClipboard({ timeout: 2_000 });
  const Sign = copied ? Check : Copy;
  return (
    <span className={classes.copyable}>
      <code>{text}</code>
      <button type="button" onClick={() => copy(text)} aria-label={t("do.copyOf", { text })}>
        {quiet ? <Sign size={14} strokeWidth={1.7} aria-hidden="true" /> : t(copied ? "do.copied" : "do.copy")}
      </button>
      <span className="sr" aria-live="polite">
        {copied && t("do.copied")}
      </span>
    </span>
  );
}
