import { Menu, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ListName } from "@/api/records";
import type { SomeKind } from "@/components/DataTable/kind";
import { KINDS } from "@/components/kinds";
import { useFormat } from "@/format";
import classes from "./DataPage.module.css";

/** What a list is called. */
export function useListName(): (list: ListName) => string {
  const { t } = useTranslation(["data", "common"]);
  return (list) => t(`data:list.${list}`);
}

/** The title of a list with its size; pressed, it leads to the other lists. */
export function KindMenu({ kind, total }: { kind: SomeKind; total: number | null }) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const listName = useListName();
  return (
    <h1 className={classes.title}>
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <UnstyledButton className={classes.kinds}>
            {listName(kind.list)}
            {total !== null && <span className={classes.total}> {format.number(total)}</span>}
            <ChevronDown size={16} aria-hidden="true" />
            <span className="sr">{t("table.kinds")}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(KINDS) as ListName[]).map((list) => (
            <Menu.Item
              key={list}
              component={Link}
              to="/data/$kind"
              params={{ kind: list } as never}
              aria-current={list === kind.list ? "page" : undefined}
            >
              {listName(list)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </h1>
  );
}
