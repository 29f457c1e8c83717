import { Link } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live";
import type { Run } from "@/api/runs";
import type { components } from "@/api/schema";
import { useFormat } from "@/format";

type Progress = components["schemas"]["RunProgress"];

/** How far a run is, in the place where otherwise the next one stands. */
export function RunningNow({ run }: { run: Run }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const [progress, setProgress] = useState<Progress | null>(null);
  useLive(
    "run_progress",
    useCallback((said: Progress) => said.run === run.id && setProgress(said), [run.id]),
  );
  const done = progress?.done_requests ?? run.done_requests;
  const planned = progress?.planned_requests ?? run.planned_requests;
  return (
    <div>
      <dt>{t("card.now")}</dt>
      <dd>
        <Link to="/runs/$id" params={{ id: String(run.id) }}>
          {done === null
            ? t("card.waits")
            : planned && planned >= done
              ? t("card.requestsOf", { done: format.number(done), planned: format.number(planned) })
              : t("card.requests", { count: done, n: format.number(done) })}
        </Link>
      </dd>
    </div>
  );
}
