import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type FoundPerson, foundPeopleQuery } from "@/api/people";
import { Answered, Empty, Waiting } from "@/components/Answer";
import { Panel } from "@/components/Panel";
import classes from "./PrivacyPage.module.css";

const TYPING_MS = 250;

interface FindPersonProps {
  q: string;
  person?: string;
  /** Of connections, by their slugs. */
  names: Map<string, string>;
}

function About({ person, names }: { person: FoundPerson; names: Map<string, string> }) {
  const { t } = useTranslation(["privacy", "common"]);
  const roles = (person.roles ?? []).map((role) => t(role === "teacher" ? "role.teacher" : "role.student"));
  return [...roles, person.email, names.get(person.connection) ?? person.connection].filter(Boolean).join(" · ");
}

/** Who it is about: search as you type. */
export function FindPerson({ q, person, names }: FindPersonProps) {
  const { t } = useTranslation(["privacy", "common"]);
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q);
  const [asked] = useDebouncedValue(typed.trim(), TYPING_MS);
  const query = useQuery({ ...foundPeopleQuery(asked), placeholderData: keepPreviousData });

  useEffect(() => {
    if (asked !== q) void navigate({ to: "/privacy", search: asked ? { q: asked } : {}, replace: true });
  }, [asked, q, navigate]);

  return (
    <Panel title={t("find.title")} padded>
      <TextInput
        label={t("find.label")}
        description={t("find.hint")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        leftSection={<Search size={16} strokeWidth={1.7} aria-hidden="true" />}
        type="search"
        autoComplete="off"
        className={classes.search}
      />
      {asked !== "" && (
        <Answered query={query} waiting={<Waiting height={44} lines={3} />}>
          {(found) =>
            found.items.length === 0 ? (
              <Empty title={t("common:empty.nothing", { query: asked })}>{t("find.erasedToo")}</Empty>
            ) : (
              <>
                <ul className={classes.people} aria-label={t("find.found")}>
                  {found.items.map((each) => (
                    <li key={each.id}>
                      <Link
                        to="/privacy"
                        search={{ q: asked, person: each.id }}
                        aria-current={each.id === person ? "true" : undefined}
                      >
                        <b>{each.name ?? each.id}</b>
                        <small>
                          <About person={each} names={names} />
                        </small>
                      </Link>
                    </li>
                  ))}
                </ul>
                {found.has_more && <p className="small t3">{t("find.more")}</p>}
              </>
            )
          }
        </Answered>
      )}
    </Panel>
  );
}
