import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/client";
import { lift } from "@/api/people";
import { Panel } from "@/components/Panel";
import { say } from "@/components/say";
import classes from "./PrivacyPage.module.css";

/** Letting somebody back who was erased. Their name is gone, so it is their id that is asked for. */
export function Lift() {
  const { t } = useTranslation(["privacy", "common"]);
  const [id, setId] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (id.trim() === "") {
      setError(t("lift.missing"));
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await lift(id.trim());
      say(t("lift.done", { id: id.trim() }));
      setId("");
    } catch (refused) {
      const problem = asProblem(refused);
      setError(problem.status === 404 ? t("lift.unknown") : problem.detail || t("common:failed.unreachable"));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Panel title={t("lift.title")} padded>
      <p className="t2">{t("lift.text")}</p>
      <form onSubmit={submit} className={classes.lift}>
        <TextInput
          label={t("lift.id")}
          placeholder={t("lift.example")}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          error={error}
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" loading={busy}>
          {t("lift.do")}
        </Button>
      </form>
    </Panel>
  );
}
