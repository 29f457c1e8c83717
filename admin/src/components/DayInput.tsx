import "@mantine/dates/styles.layer.css";
import "dayjs/locale/ru";
import { DateInput, type DateInputProps } from "@mantine/dates";
import { useTranslation } from "react-i18next";

interface DayInputProps extends Omit<DateInputProps, "value" | "onChange"> {
  /** Like 2027-06-30; empty when there is none. */
  value: string;
  onChange: (day: string) => void;
}

/** A day, chosen or typed, in the language of the panel. */
export function DayInput({ value, onChange, ...rest }: DayInputProps) {
  const { t, i18n } = useTranslation();
  return (
    <DateInput
      value={value || null}
      onChange={(day) => onChange(day ?? "")}
      locale={i18n.resolvedLanguage === "en" ? "en" : "ru"}
      valueFormat="D MMMM YYYY"
      clearable
      clearButtonProps={{ "aria-label": t("do.clear") }}
      {...rest}
    />
  );
}
