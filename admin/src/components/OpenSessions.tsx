import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { endSession, type OpenSession, operatorsQuery, sessionsQuery } from "@/api/access";
import { useMay, useSession } from "@/api/session";
import { Answered, Waiting } from "./Answer";
import { browserOf } from "./browser";
import { State } from "./Mark";
import { Moment } from "./Moment";
import classes from "./OpenSessions.module.css";
import { useAct } from "./useAct";

function useBrowserName(): (session: OpenSession) => string {
  const { t } = useTranslation("access");
  return ({ user_agent }) => {
    const { browser, system } = browserOf(user_agent);
    if (browser && system) return t("sessions.onSystem", { browser, system });
    return browser ?? system ?? t("sessions.unknownBrowser");
  };
}

/** Where people are logged in: one's own sessions, and an owner's view of everybody's. */
export function OpenSessions({ everybodys }: { everybodys: boolean }) {
  const { t } = useTranslation("access");
  const { own } = useSession();
  const query = useQuery(sessionsQuery());
  const operators = useQuery({ ...operatorsQuery(), enabled: useMay("own") && everybodys });
  const browserName = useBrowserName();
  const { act, busy } = useAct();
  const nameOf = (session: OpenSession) =>
    operators.data?.operators.find(({ id }) => id === session.operator_id)?.name ?? session.login;
  return (
    <Answered query={query} waiting={<Waiting height={58} lines={3} />}>
      {({ sessions }) => (
        <ul>
          {sessions
            .filter(({ operator_id }) => everybodys || operator_id === own?.operator.id)
            .sort((a, b) => Number(b.is_own) - Number(a.is_own) || b.last_used_at.localeCompare(a.last_used_at))
            .map((session) => {
              const browser = browserName(session);
              return (
                <li key={session.id} className={classes.session}>
                  <div className="grow">
                    <b>{everybodys ? nameOf(session) : browser}</b>
                    <small>
                      {everybodys && `${browser} · `}
                      {session.address && `${session.address} · `}
                      {t("sessions.began")} <Moment at={session.created_at} />
                    </small>
                  </div>
                  {session.is_own ? (
                    <State name="ok" quiet>
                      {t("sessions.own")}
                    </State>
                  ) : (
                    <>
                      <span className={classes.used}>
                        <Moment at={session.last_used_at} />
                      </span>
                      <Button
                        size="xs"
                        loading={busy}
                        aria-label={t("sessions.endOf", {
                          name: `${everybodys ? `${nameOf(session)}, ` : ""}${browser}`,
                        })}
                        onClick={() => void act(() => endSession(session.id), t("sessions.ended"))}
                      >
                        {t("sessions.end")}
                      </Button>
                    </>
                  )}
                </li>
              );
            })}
        </ul>
      )}
    </Answered>
  );
}
