import { JsonInput, NumberInput, PasswordInput, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Field, fromJson, type Settings, withValue } from "./schema";

interface EntryProps {
  field: Field;
  value: unknown;
  set: (value: unknown) => void;
  error?: string;
  /** A secret is stored: it stays as long as nothing is entered. */
  kept?: boolean;
}

function JsonEntry({ field, value, set, error }: EntryProps) {
  const { t } = useTranslation("connections");
  const shown = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const [text, setText] = useState(shown);
  return (
    <JsonInput
      label={field.title}
      description={field.description}
      error={error}
      placeholder={field.example}
      validationError={t("settings.notJson")}
      value={text}
      onChange={(typed) => {
        setText(typed);
        set(fromJson(typed));
      }}
      autosize
      minRows={3}
    />
  );
}

function Entry(props: EntryProps) {
  const { field, value, set, error, kept } = props;
  const { t } = useTranslation("connections");
  const common = { label: field.title, description: field.description, error, required: field.required };
  const fallback = field.fallback == null || field.fallback === "" ? field.example : String(field.fallback);
  switch (field.kind) {
    case "boolean":
      return (
        <Switch
          {...common}
          checked={typeof value === "boolean" ? value : field.fallback === true}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      );
    case "number":
      return (
        <NumberInput
          {...common}
          value={typeof value === "number" ? value : ""}
          onChange={(typed) => set(typed === "" ? undefined : Number(typed))}
          placeholder={fallback}
          min={field.min}
          max={field.max}
          allowDecimal={!field.whole}
          clampBehavior="none"
        />
      );
    case "choice":
      return (
        <Select
          {...common}
          data={field.choices.map(String)}
          value={value === undefined ? null : String(value)}
          onChange={(chosen) => set(field.choices.find((choice) => String(choice) === chosen))}
          placeholder={fallback}
          allowDeselect={!field.required}
        />
      );
    case "list":
      return (
        <TagsInput
          {...common}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={set}
          placeholder={field.example}
        />
      );
    case "secret":
      return (
        <PasswordInput
          {...common}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => set(event.currentTarget.value)}
          placeholder={kept ? t("settings.secretKept") : undefined}
          autoComplete="off"
        />
      );
    case "json":
      return <JsonEntry {...props} />;
    default:
      return (
        <TextInput
          {...common}
          value={typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value)}
          onChange={(event) => set(event.currentTarget.value)}
          placeholder={fallback}
          autoComplete="off"
          spellCheck={false}
        />
      );
  }
}

/** In the words of the panel, for settings that it knows; as the system says it, for all others. */
function useNamed(system: string) {
  const { t } = useTranslation("connections");
  return (field: Field): Field => {
    const key = `setting.${system}.${field.name}` as "setting.moodle.time_zone";
    return {
      ...field,
      title: t(`${key}.title`, { defaultValue: field.title }),
      description: t(`${key}.description`, { defaultValue: field.description }),
    };
  };
}

interface SettingsFormProps {
  /** Its `crm_type`. */
  system: string;
  fields: Field[];
  value: Settings;
  change: (settings: Settings) => void;
  /** What is wrong with a field of the request, like `settings.time_zone`. */
  errorOf: (field: string) => string | undefined;
  kept?: boolean;
}

/** The settings that a system has beside its address and token, whatever they are. */
export function SettingsForm({ system, fields, value, change, errorOf, kept }: SettingsFormProps) {
  const named = useNamed(system);
  return fields.map((field) => (
    <Entry
      key={field.name}
      field={named(field)}
      value={value[field.name]}
      set={(entered) => change(withValue(value, field.name, entered))}
      error={errorOf(`settings.${field.name}`)}
      kept={kept}
    />
  ));
}
