import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import clsx from "clsx";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { revokeToken, type Token, tokensQuery } from "@/api/access";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Confirm } from "@/components/Confirm";
import { State } from "@/components/Mark";
import { Moment } from "@/components/Moment";
import { Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useConnectionName } from "@/components/useConnectionName";
import { DAY, useFormat, useNow } from "@/format";
import classes from "./AccessPage.module.css";
import { Beside } from "./Beside";
import { NewTokenColumn } from "./NewToken";
import { RowMenu } from "./RowMenu";
import { CHANGE, keyOf, namesOf, READ, stateOf } from "./scopes";

const SOON_MS = 14 * DAY;

function What({ token }: { token: Token }) {
  const { t } = useTranslation(["access", "common"]);
  const known = [...READ, ...CHANGE];
  const scopes = known.filter((scope) => token.scopes.includes(scope));
  const names = namesOf(token);
  const kinds = token.kinds?.map((kind) => t(`common:kind.${kind}`).toLocaleLowerCase());
  return (
    <>
      {scopes.length === known.length
        ? t("programs.all")
        : scopes.map((scope) => t(`short.${keyOf(scope)}` as "short.admin")).join(", ")}
      <small>
        {t(names === null ? "programs.noPeople" : names ? "programs.withNames" : "programs.withoutNames")}
        {kinds && `; ${t("programs.only", { kinds: kinds.join(", ") })}`}
      </small>
    </>
  );
}

function Expires({ token }: { token: Token }) {
  const { t } = useTranslation("access");
  const format = useFormat();
  const now = useNow();
  if (token.expires_at === null) return t("forever");
  const left = Date.parse(token.expires_at) - now;
  const time = (
    <time dateTime={token.expires_at} title={format.exactly(token.expires_at)}>
      {left < SOON_MS ? format.age(left) : format.date(token.expires_at, now)}
    </time>
  );
  return left < SOON_MS ? <State name="stale">{time}</State> : time;
}

export function Programs({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation(["access", "common"]);
  const format = useFormat();
  const now = useNow();
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const query = useQuery(tokensQuery());
  const nameOf = useConnectionName();
  const [asked, setAsked] = useState<Token | null>(null);
  const makes = search.new !== undefined;
  const go = (to: Record<string, string>) =>
    void navigate({ to: "/access/$part", params: { part: "programs" }, search: to });

  return (
    <Beside aside={makes ? <NewTokenColumn close={() => go({})} /> : null}>
      {tabs}
      <div className={classes.lead}>
        <p>{t("programs.lead")}</p>
        {!makes && (
          <Button variant="filled" onClick={() => go({ new: "1" })}>
            {t("programs.new")}
          </Button>
        )}
      </div>
      <Panel className={classes.panel}>
        <Answered query={query} waiting={<Waiting height={52} lines={5} />}>
          {({ tokens }) => {
            if (tokens.length === 0) return <Empty title={t("programs.none")}>{t("programs.noneText")}</Empty>;
            const rows = tokens.map((token) => ({ token, state: stateOf(token, now) }));
            const inUse = (state: string) => Number(state !== "active");
            rows.sort((a, b) => inUse(a.state) - inUse(b.state) || b.token.id - a.token.id);
            return (
              <SimpleTable
                className={classes.table}
                columns={[
                  t("programs.program"),
                  t("programs.may"),
                  t("programs.where"),
                  t("programs.lastUsed"),
                  t("programs.expires"),
                  <span key="acts" className="sr">
                    {t("common:do.actions")}
                  </span>,
                ]}
                numeric={[3, 4, 5]}
              >
                {rows.map(({ token, state }) => (
                  <tr key={token.id} className={clsx(state !== "active" && classes.over)}>
                    <td>
                      <b>{token.name}</b>
                      <small>
                        {t("programs.made")} {format.date(token.created_at, now)}
                      </small>
                    </td>
                    <td>
                      {state === "active" ? (
                        <What token={token} />
                      ) : (
                        <>
                          {t(`programs.${state}`)}{" "}
                          <Moment
                            at={(state === "revoked" ? token.revoked_at : token.expires_at) ?? token.created_at}
                          />
                        </>
                      )}
                    </td>
                    <td>{state === "active" && (token.connections?.map(nameOf).join(", ") ?? t("everywhere"))}</td>
                    <td className="num" data-label={t("programs.lastUsed")}>
                      {token.last_used_at ? <Moment at={token.last_used_at} /> : t("never")}
                    </td>
                    <td className="num" data-label={state === "active" ? t("programs.expires") : undefined}>
                      {state === "active" && <Expires token={token} />}
                    </td>
                    <td className="num">
                      {state === "active" && (
                        <RowMenu
                          name={token.name}
                          acts={[{ label: `${t("programs.revoke")}…`, act: () => setAsked(token), danger: true }]}
                        />
                      )}
                    </td>
                  </tr>
                ))}
              </SimpleTable>
            );
          }}
        </Answered>
      </Panel>
      <Confirm
        opened={asked !== null}
        close={() => setAsked(null)}
        title={t("programs.revokeTitle", { name: asked?.name ?? "" })}
        action={t("programs.revokeAct")}
        act={() => revokeToken(asked?.id ?? 0)}
      >
        <p>{t("programs.revokeText")}</p>
        {asked?.last_used_at && <p>{t("programs.lastRequest", { when: format.relative(asked.last_used_at, now) })}</p>}
      </Confirm>
    </Beside>
  );
}
