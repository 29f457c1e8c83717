import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Decided, Held, HeldDecision } from "@/api/held";
import { ConfirmInPlace } from "@/components/ConfirmInPlace";
import classes from "./DecisionsPage.module.css";
import { useDecide, useDecisionWords } from "./words";

/** Three answers with what follows from each, none of them preselected. What the CRM hears of is asked about in place. */
export function Answers({ decision, connection }: { decision: HeldDecision; connection: string }) {
  const { t } = useTranslation("decisions");
  const { whom, news } = useDecisionWords();
  const { decide, busy } = useDecide(decision);
  const navigate = useNavigate();
  const { about } = decision;
  const said = { connection, what: whom(decision), news: news(decision) };

  async function answer(decided: Decided) {
    // It stays in view when it was only the first of those that wait.
    await navigate({ to: "/decisions/$id", params: { id: String(decision.id) }, replace: true });
    await decide(decided);
  }

  return (
    <section aria-labelledby="what">
      <h3 id="what">{t("what")}</h3>
      <ul className={classes.answers}>
        <li>
          <h4>{t(`keep.title.${about}`)}</h4>
          <p>{t(`keep.text.${about}`, said)}</p>
          <Button fullWidth loading={busy} onClick={() => void answer("keep")}>
            {t(`keep.button.${about}`, said)}
          </Button>
        </li>
        <li>
          <h4>{t(`remove.title.${about}`)}</h4>
          <p>{t(`remove.text.${about}`, said)}</p>
          <ConfirmInPlace
            danger
            fullWidth
            label={t(`remove.button.${about}`, said)}
            action={t(`remove.confirm.${about}`, said)}
            act={() => answer("remove")}
          >
            {t("remove.ask", said)}
          </ConfirmInPlace>
        </li>
        {about === "removal" && (
          <li>
            <h4>{t("rollover.title")}</h4>
            <p>{t("rollover.text")}</p>
            <ConfirmInPlace
              danger
              fullWidth
              label={t("rollover.button")}
              action={t("rollover.confirm")}
              act={() => answer("rollover")}
            >
              {t("rollover.ask", said)}
            </ConfirmInPlace>
          </li>
        )}
      </ul>
    </section>
  );
}

export function UndoAnswer({ decision }: { decision: Held }) {
  const { t } = useTranslation("decisions");
  const { decide, busy } = useDecide(decision);
  return (
    <Button
      className={classes.undoOne}
      leftSection={<Undo2 size={16} aria-hidden="true" />}
      loading={busy}
      onClick={() => void decide("undo")}
    >
      {t("undo")}
    </Button>
  );
}
