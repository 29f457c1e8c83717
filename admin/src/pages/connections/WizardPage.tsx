import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type System, systemsQuery } from "@/api/connections";
import type { Problem } from "@/api/problems";
import { useMay } from "@/api/session";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { PageHead } from "@/components/Panel";
import { language } from "@/language";
import { AccessStep } from "./AccessStep";
import { CheckStep } from "./CheckStep";
import { useDraft } from "./draft";
import { Help } from "./Help";
import { ReadingStep } from "./ReadingStep";
import { EMPTY_DRAFT, type NewDraft } from "./request";
import { Steps } from "./Steps";
import { SystemCards } from "./SystemCards";
import classes from "./Wizard.module.css";

/** What a refusal said of the fields, shown when the way leads back to them. */
const REFUSED = "wizard refused";

interface StepProps {
  system: System;
  step: "access" | "check";
  /** That a link has brought along. */
  address: string;
}

function StepOf({ system, step, address }: StepProps) {
  const navigate = useNavigate();
  const [draft = { ...EMPTY_DRAFT, address }, setDraft] = useDraft<NewDraft>(`wizard ${system.crm_type}`);
  const [refused, setRefused] = useDraft<Problem>(REFUSED);
  const search = { system: system.crm_type };
  // A link, or a page that was loaded anew, has no token: it opens where it is entered.
  const ready = !system.needs_address || (draft.token !== "" && draft.address !== "");

  useEffect(() => {
    if (step === "check" && !ready)
      void navigate({ to: "/connections/new", search: { system: system.crm_type }, replace: true });
  }, [step, ready, navigate, system.crm_type]);

  if (step === "check" && ready)
    return (
      <CheckStep
        system={system}
        draft={draft}
        change={setDraft}
        back={(problem) => {
          setRefused(problem);
          void navigate({ to: "/connections/new", search });
        }}
        saved={(connection, run) => {
          const there = { step: "reading", connection, run };
          // Not before the page has changed: without a draft this step leads back.
          void navigate({ to: "/connections/new", search: there, replace: true }).then(() => setDraft(undefined));
        }}
      />
    );
  return (
    <AccessStep
      system={system}
      draft={draft}
      change={(next) => {
        setDraft(next);
        setRefused(undefined);
      }}
      refused={refused}
      check={() => {
        setRefused(undefined);
        void navigate({ to: "/connections/new", search: { ...search, step: "check" } });
      }}
    />
  );
}

/** From nothing to a live school: the system, its address and token, the checks, the first reading. */
export function WizardPage() {
  const { t } = useTranslation(["connections", "common"]);
  const may = useMay("administer");
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const systems = useQuery(systemsQuery(language()));
  if (!may)
    return (
      <Empty isPage title={t("notYours.title")}>
        {t("notYours.text")}
      </Empty>
    );
  const reading = search.step === "reading" && search.connection !== undefined;
  return (
    <Answered query={systems} waiting={<Waiting height={64} lines={4} />}>
      {(rows) => {
        const system = rows.find(({ crm_type }) => crm_type === search.system);
        const step = reading ? "reading" : !system ? "system" : search.step === "check" ? "check" : "access";
        return (
          <div className={system && !reading ? classes.wizard : undefined}>
            <div className={classes.step}>
              <div className={classes.top}>
                <Steps step={step} system={system?.crm_type} />
                {!reading && (
                  <Button component={Link} to="/connections" variant="subtle" size="xs" className="wide">
                    {t("wizard.later")}
                  </Button>
                )}
              </div>
              {reading ? (
                <ReadingStep connection={search.connection ?? ""} run={Number(search.run)} />
              ) : system ? (
                <StepOf
                  key={system.crm_type}
                  system={system}
                  step={step === "check" ? "check" : "access"}
                  address={search.address ?? ""}
                />
              ) : (
                <>
                  <PageHead title={t("wizard.choose")} lead={t("wizard.chooseLead")} />
                  <SystemCards systems={rows} />
                </>
              )}
            </div>
            {system && !reading && <Help system={system} />}
          </div>
        );
      }}
    </Answered>
  );
}
