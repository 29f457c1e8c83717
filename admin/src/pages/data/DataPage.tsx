import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { AnyRecord, Filters } from "@/api/records";
import { useMay } from "@/api/session";
import { statusQuery } from "@/api/status";
import { Empty, Failed } from "@/components/Answer";
import { useColumns } from "@/components/DataTable/columns";
import { DataTable } from "@/components/DataTable/DataTable";
import { FilterBar } from "@/components/DataTable/FilterBar";
import chips from "@/components/DataTable/FilterBar.module.css";
import { askedFilters, type Column, isFiltered, type SomeKind } from "@/components/DataTable/kind";
import { type TableRows, useTableRows } from "@/components/DataTable/rows";
import { ColumnsMenu, CsvButton } from "@/components/DataTable/Tools";
import { useWords } from "@/components/DataTable/words";
import { kindNamed } from "@/components/kinds";
import { PartlyUnknown } from "@/components/PartlyUnknown";
import { Detail } from "@/components/record/Detail";
import { useIsNarrow, useIsPhone } from "@/components/screen";
import { useFormat } from "@/format";
import { NotFound } from "@/pages/NotFound";
import classes from "./DataPage.module.css";
import { Foot } from "./Foot";
import { KindMenu } from "./KindMenu";

export function DataPage() {
  const { kind: name } = useParams({ from: "/inside/data/$kind" });
  const kind = kindNamed(name);
  return kind ? <List key={name} kind={kind} /> : <NotFound />;
}

function List({ kind }: { kind: SomeKind }) {
  const { t } = useTranslation(["data", "common"]);
  const format = useFormat();
  const words = useWords();
  const navigate = useNavigate();
  const search = useSearch({ from: "/inside/data/$kind" });
  const isPhone = useIsPhone();
  const isNarrow = useIsNarrow();
  const filters = useMemo(() => askedFilters(kind, search), [kind, search]);
  const table = useTableRows(kind, filters);
  const { columns, choose, isChosen } = useColumns(kind);
  const { open } = search;
  const { total, rows } = table;

  const change = useCallback(
    (changes: Filters, replace = true) =>
      void navigate({
        to: "/data/$kind",
        params: { kind: kind.list },
        search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value)),
        replace,
      }),
    [navigate, kind.list],
  );
  // A link that was sent from a wide screen.
  if (open && isNarrow)
    return <Navigate to="/data/$kind/$id" params={{ kind: kind.list, id: open }} search={{}} replace />;
  const shownColumns = columns as unknown as readonly Column<AnyRecord>[];
  const tools = (
    <>
      <ColumnsMenu kind={kind} columns={columns} choose={choose} isChosen={isChosen} />
      <CsvButton list={kind.list} filters={filters} columns={shownColumns} words={words} total={total} />
    </>
  );
  return (
    <div className={open && !isNarrow ? classes.withDetail : classes.page}>
      <section className={classes.list}>
        <div className={classes.tools}>
          <div className={classes.head}>
            <KindMenu kind={kind} total={total} />
            <div className={`wide ${classes.actions}`}>{tools}</div>
          </div>
          <FilterBar
            filters={kind.filters}
            offered={kind.filters.some(({ name }) => name === "state") ? ["connection", "state"] : ["connection"]}
            search={search}
            change={change}
            placeholder={kind.searches ? t(`data:search.${kind.list as "users"}`) : undefined}
            withRemoved={!kind.removedIn}
          >
            {kind.removedIn && (
              <Link
                to="/data/$kind"
                params={{ kind: kind.removedIn }}
                search={{ include_removed: "true", q: search.q }}
                className={chips.chip}
                title={t("data:table.removedPeopleHint")}
              >
                {t("data:table.removedPeople")}
              </Link>
            )}
          </FilterBar>
          <PartlyUnknown first={table.first} isFiltered={isFiltered(filters)} />
        </div>
        {table.query.error && rows.length === 0 ? (
          <div className={classes.failed}>
            <Failed error={table.query.error} again={() => table.query.refetch()} />
          </div>
        ) : (
          <DataTable
            key={JSON.stringify([table.turn, filters])}
            kind={kind}
            columns={shownColumns}
            table={table}
            words={words}
            sort={filters.sort ?? kind.sort}
            sortBy={(sort) => change({ sort: sort === kind.sort ? undefined : sort })}
            isNarrow={isNarrow}
            isPhone={isPhone}
            open={open}
            setOpen={(id, isNext = false) => change({ open: id }, isNext)}
            empty={<NoRows kind={kind} filters={filters} table={table} reset={change} />}
            foot={(from, to) => <Foot kind={kind} table={table} seen={{ from, to }} />}
          />
        )}
        <span className="sr" role="status">
          {table.query.isSuccess && total !== null ? format.number(total) : ""}
        </span>
      </section>
      {open && !isNarrow && (
        <aside className={classes.detail} aria-label={t("data:detail.data")}>
          <Detail key={open} list={kind.list} id={open} close={() => change({ open: undefined })} />
        </aside>
      )}
    </div>
  );
}

interface NoRowsProps {
  kind: SomeKind;
  filters: Filters;
  table: TableRows;
  reset: (changes: Filters) => void;
}

/** Nothing found, not yet read, not provided and nothing connected are four different things. */
function NoRows({ kind, filters, table, reset }: NoRowsProps) {
  const { t } = useTranslation(["data", "common"]);
  const words = useWords();
  const mayConnect = useMay("administer");
  const { data: status } = useQuery(statusQuery());
  const first = table.first;
  if (isFiltered(filters))
    return (
      <Empty
        title={filters.q ? t("common:empty.nothing", { query: filters.q }) : t("common:empty.noneFiltered")}
        action={
          <Button
            onClick={() =>
              reset({ q: undefined, ...Object.fromEntries(kind.filters.map(({ name }) => [name, undefined])) })
            }
          >
            {t("common:empty.reset")}
          </Button>
        }
      />
    );
  if (status?.connections.length === 0)
    return (
      <Empty
        reason="notYetRead"
        title={t("data:table.nothingConnected")}
        action={
          mayConnect && (
            <Button variant="filled" component={Link} to="/connections/new">
              {t("data:table.connect")}
            </Button>
          )
        }
      >
        {t("data:table.nothingConnectedText")}
      </Empty>
    );
  if (first && first.not_yet_read.length > 0)
    return (
      <Empty reason="notYetRead" title={t("common:empty.notYetRead")}>
        {t("common:empty.notYetReadText")}
      </Empty>
    );
  if (first && first.not_provided.length > 0)
    return (
      <Empty
        reason="notProvided"
        title={
          first.not_provided.length > 1
            ? t("data:table.nobodyProvides")
            : t("common:empty.notProvided", { system: words.connection(first.not_provided[0]?.connection ?? "") })
        }
      >
        {first.not_provided.map(
          ({ connection, why }) =>
            why && (
              <span key={connection}>
                {why}
                <br />
              </span>
            ),
        )}
        {t("common:empty.notProvidedText")}
      </Empty>
    );
  return <Empty title={t("common:empty.none")} />;
}
