import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLeftOutName } from "@/components/useLeftOutName";
import { KINDS_WITH_FIELDS, MAY_STAY_OUT } from "./fields";
import classes from "./LeftOut.module.css";

interface LeftOutProps {
  value: string[];
  change: (fields: string[]) => void;
  error?: string;
}

/** Which fields about people are not kept from this system. */
export function LeftOut({ value, change, error }: LeftOutProps) {
  const { t } = useTranslation(["connections", "common"]);
  const fieldName = useLeftOutName();
  return (
    <div className={classes.groups}>
      {KINDS_WITH_FIELDS.map((kind) => (
        <fieldset key={kind}>
          <legend>{t(`common:kind.${kind}`)}</legend>
          {MAY_STAY_OUT[kind].map((name) => {
            const field = `${kind}.${name}`;
            return (
              <Checkbox
                key={field}
                size="sm"
                label={fieldName(field)}
                checked={value.includes(field)}
                onChange={(event) =>
                  change(event.currentTarget.checked ? [...value, field] : value.filter((each) => each !== field))
                }
              />
            );
          })}
        </fieldset>
      ))}
      {error && (
        <p className="bad small" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
