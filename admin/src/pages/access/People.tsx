import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeOperator, type Operator, operatorsQuery, removeOperator, resetOperator } from "@/api/access";
import { type Role, useSession } from "@/api/session";
import { Answered, Waiting } from "@/components/Answer";
import { Confirm } from "@/components/Confirm";
import { State } from "@/components/Mark";
import { Moment } from "@/components/Moment";
import { Panel } from "@/components/Panel";
import { SimpleTable } from "@/components/SimpleTable";
import { useAct } from "@/components/useAct";
import classes from "./AccessPage.module.css";
import { Beside, Column } from "./Beside";
import { InviteForm, LinkForPerson } from "./InviteForm";
import { type RowAct, RowMenu } from "./RowMenu";

const ROLES: readonly Role[] = ["owner", "admin", "viewer"];
type Asked = { what: "disable" | "remove" | "reset" } | { what: "role"; role: Role };

function OperatorState({ operator }: { operator: Operator }) {
  const { t } = useTranslation("access");
  if (operator.state === "disabled") return <State name="paused">{t("people.disabled")}</State>;
  if (!operator.has_password && operator.last_login_at === null)
    return (
      <State name="none" quiet>
        {t("people.invited")}
      </State>
    );
  return (
    <State name="ok" quiet>
      {t("people.active")}
    </State>
  );
}

export function People({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation(["access", "common"]);
  const { own } = useSession();
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const query = useQuery(operatorsQuery());
  const { act } = useAct();
  const [asked, setAsked] = useState<(Asked & { operator: Operator }) | null>(null);
  const [link, setLink] = useState<{ name: string; secret: string } | null>(null);
  const invites = search.new !== undefined;

  function close() {
    setLink(null);
    void navigate({ to: "/access/$part", params: { part: "people" }, search: {} });
  }

  function actsOf(operator: Operator): RowAct[] {
    return [
      ...ROLES.filter((role) => role !== operator.role).map((role) => ({
        label: `${t(`people.makeRole.${role}`)}…`,
        act: () => setAsked({ what: "role", role, operator }),
      })),
      { label: `${t("people.reset")}…`, act: () => setAsked({ what: "reset", operator }) },
      operator.state === "disabled"
        ? {
            label: t("people.enable"),
            act: () =>
              void act(
                () => changeOperator(operator.id, { state: "active" }),
                t("people.enabled", { name: operator.name }),
              ),
          }
        : { label: `${t("people.disable")}…`, act: () => setAsked({ what: "disable", operator }) },
      { label: `${t("people.remove")}…`, act: () => setAsked({ what: "remove", operator }), danger: true },
    ];
  }

  async function confirm() {
    if (!asked) return;
    const { operator } = asked;
    if (asked.what === "role") await changeOperator(operator.id, { role: asked.role });
    else if (asked.what === "disable") await changeOperator(operator.id, { state: "disabled" });
    else if (asked.what === "remove") await removeOperator(operator.id);
    else setLink({ name: operator.name, secret: (await resetOperator(operator.id)).link_token });
  }

  const column = link ? (
    <Column title={t("people.linkTitle")} close={close}>
      <LinkForPerson name={link.name} secret={link.secret} close={close} />
    </Column>
  ) : invites ? (
    <Column title={t("people.newTitle")} close={close}>
      <InviteForm made={(name, secret) => setLink({ name, secret })} />
    </Column>
  ) : null;

  return (
    <Beside aside={column}>
      {tabs}
      <div className={classes.lead}>
        <p>{t("people.lead")}</p>
        {!column && (
          <Button
            variant="filled"
            onClick={() => void navigate({ to: "/access/$part", params: { part: "people" }, search: { new: "1" } })}
          >
            {t("people.invite")}
          </Button>
        )}
      </div>
      <Panel className={classes.panel}>
        <Answered query={query} waiting={<Waiting height={52} lines={5} />}>
          {({ operators }) => (
            <SimpleTable
              className={classes.table}
              columns={[
                t("people.name"),
                t("people.role"),
                t("people.state"),
                t("people.factor"),
                t("people.lastLogin"),
                <span key="acts" className="sr">
                  {t("common:do.actions")}
                </span>,
              ]}
              numeric={[4, 5]}
            >
              {operators.map((operator) => (
                <tr key={operator.id} className={operator.state === "disabled" ? classes.over : undefined}>
                  <td>
                    <b>{operator.name}</b>
                    <small>
                      {operator.login}
                      {operator.id === own?.operator.id && ` · ${t("people.you")}`}
                    </small>
                  </td>
                  <td>{t(`common:role.${operator.role}`)}</td>
                  <td>
                    <OperatorState operator={operator} />
                  </td>
                  <td data-label={t("people.factor")} className={operator.has_second_factor ? undefined : "t3"}>
                    {t(operator.has_second_factor ? "people.on" : "people.off")}
                  </td>
                  <td className="num" data-label={t("people.lastLogin")}>
                    {operator.last_login_at ? <Moment at={operator.last_login_at} /> : t("never")}
                  </td>
                  <td className="num">
                    {operator.id !== own?.operator.id && <RowMenu name={operator.name} acts={actsOf(operator)} />}
                  </td>
                </tr>
              ))}
            </SimpleTable>
          )}
        </Answered>
      </Panel>
      <Confirm
        opened={asked !== null}
        close={() => setAsked(null)}
        title={asked ? t(`people.${asked.what}Title`, { name: asked.operator.name }) : ""}
        action={
          asked === null
            ? ""
            : asked.what === "role"
              ? t(`people.makeRole.${asked.role}`)
              : t(`people.${asked.what}Act`)
        }
        danger={asked?.what === "remove" || asked?.what === "disable"}
        act={confirm}
      >
        {asked && <p>{t(`people.${asked.what}Text`)}</p>}
        {asked?.what === "role" && <p>{t(`people.roleWhat.${asked.role}`)}.</p>}
      </Confirm>
    </Beside>
  );
}
