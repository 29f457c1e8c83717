import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { operatorsQuery, tokensQuery } from "@/api/access";
import { useMay, useSession } from "@/api/session";

/** Who did it, as people call them: «Марина Соколова», «токен «amoCRM»», «командная строка». Only an owner may read the names of
 * all operators; for others a colleague is a number. */
export function useActorName(): (actor: string) => string {
  const { t } = useTranslation("access");
  const { own } = useSession();
  const operators = useQuery({ ...operatorsQuery(), enabled: useMay("own") });
  const tokens = useQuery({ ...tokensQuery(), enabled: useMay("administer") });
  return (actor) => {
    const [type, number] = actor.split(":");
    const id = Number(number);
    if (type === "operator") {
      if (own?.operator.id === id) return own.operator.name;
      return operators.data?.operators.find((operator) => operator.id === id)?.name ?? t("actor.operator", { id });
    }
    if (type === "token") {
      const name = tokens.data?.tokens.find((token) => token.id === id)?.name;
      return name ? t("actor.tokenNamed", { name }) : t("actor.token", { id });
    }
    switch (actor) {
      case "command line":
        return t("actor.commandLine");
      case "run":
        return t("actor.run");
      case "erasure":
        return t("actor.erasure");
      case "configuration":
        return t("actor.configuration");
      case "lmsync":
        return t("actor.lmsync");
      default:
        return actor;
    }
  };
}
