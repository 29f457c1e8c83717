import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { connectionsQuery } from "@/api/connections";
import { useMay } from "@/api/session";
import { Empty } from "@/components/Answer";
import { Forgotten } from "@/components/Forgotten";
import { Page, PageHead } from "@/components/Panel";
import { FindPerson } from "./FindPerson";
import { Lift } from "./Lift";
import { NotMirrored } from "./NotMirrored";
import { PersonPart } from "./PersonPart";
import classes from "./PrivacyPage.module.css";

/** What is held on a person, erasing them, and what is not kept at all. */
export function PrivacyPage() {
  const { t } = useTranslation("privacy");
  const may = useMay("administer");
  const mayErase = useMay("own");
  const { person, q } = useSearch({ strict: false }) as Record<string, string | undefined>;
  const connections = useQuery({ ...connectionsQuery(), enabled: may });
  if (!may)
    return (
      <Empty isPage title={t("notYours.title")}>
        {t("notYours.text")}
      </Empty>
    );
  const names = new Map((connections.data ?? []).map(({ connection, name }) => [connection, name]));
  return (
    <Page>
      <PageHead title={t("title")} lead={t(mayErase ? "lead" : "leadAdmin")} />
      <div className={classes.parts}>
        <FindPerson q={q ?? ""} person={person} names={names} />
        {person && <PersonPart key={person} id={person} names={names} mayErase={mayErase} />}
        <NotMirrored connections={connections} />
        <Forgotten />
        {mayErase && <Lift />}
      </div>
    </Page>
  );
}
