import { Button, Combobox, Popover, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ChevronDown, X } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type AnyRecord, listQuery, type Reference, recordQuery } from "@/api/records";
import { statusQuery } from "@/api/status";
import { useNow } from "@/format";
import { nameOfRecord } from "../kinds";
import classes from "./FilterBar.module.css";
import type { Filter } from "./kind";
import { useWords } from "./words";

// With its calendar, which few filters need.
const DayInput = lazy(async () => ({ default: (await import("../DayInput")).DayInput }));

interface ChipProps {
  filter: Filter;
  value: string | undefined;
  /** `undefined` takes the filter away. */
  change: (value: string | undefined) => void;
  /** Opened at once, because somebody has just chosen this filter. */
  isNew?: boolean;
  closed?: () => void;
}

/** A filter: pressed, it shows its choices, and the choice applies at once. */
export function FilterChip(props: ChipProps) {
  return props.filter.type === "day" ? <DayChip {...props} /> : <ChoiceChip {...props} />;
}

function ChoiceChip({ filter, value, change, isNew = false, closed }: ChipProps) {
  const { t } = useTranslation("data");
  const combobox = useCombobox({
    defaultOpened: isNew,
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      closed?.();
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const options = useOptions(filter, q, combobox.dropdownOpened);
  const name = t(`filter.${filter.name}`);
  const isRecord = filter.type === "record";
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the chip has been added
  useEffect(() => {
    if (isNew) setTimeout(() => combobox.focusSearchInput(), 30);
  }, []);
  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      portalProps={{ target: "#main" }}
      width={isRecord ? 300 : 220}
      onOptionSubmit={(chosen) => {
        change(chosen);
        setTyped("");
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button">
        <ChipFace
          name={name}
          value={value && <ValueName filter={filter} value={value} />}
          remove={() => change(undefined)}
          press={() => combobox.toggleDropdown()}
          expanded={combobox.dropdownOpened}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={isRecord ? t("table.typeToFind") : t("table.find")}
          aria-label={`${t("table.find")}: ${name}`}
        />
        <Combobox.Options className={classes.options} aria-label={name} tabIndex={0}>
          {options.map(({ id, label, aside }) => (
            <Combobox.Option key={id} value={id} active={id === value}>
              <span className={classes.option}>
                <span className="cut">{label}</span>
                {aside && <span className="t3 cut">{aside}</span>}
              </span>
            </Combobox.Option>
          ))}
          {options.length === 0 && <Combobox.Empty>{t("table.noChoice")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface Option {
  id: string;
  label: string;
  aside?: string;
}

const CHOICES_SHOWN = 30;

function useOptions(filter: Filter, q: string, isOpen: boolean): Option[] {
  const words = useWords();
  const { data: status } = useQuery(statusQuery());
  const list = filter.type === "record" ? filter.list : "users";
  const found = useQuery({
    ...listQuery(list, { q: q || undefined }, CHOICES_SHOWN),
    enabled: filter.type === "record" && isOpen,
  });
  const fits = (label: string) => label.toLocaleLowerCase().includes(q.toLocaleLowerCase());
  if (filter.type === "connection")
    return (status?.connections ?? [])
      .map(({ connection, name }) => ({ id: connection, label: name }))
      .filter(({ label }) => fits(label));
  if (filter.type === "choice")
    return filter.choices.map((id) => ({ id, label: words.word(filter.words, id) })).filter(({ label }) => fits(label));
  return (found.data?.items ?? []).map((row) => ({
    id: row.id,
    label: nameOfRecord(list, row as AnyRecord) ?? row.id,
    aside: courseOf(row) ?? words.connection(row.connection),
  }));
}

function courseOf(row: object): string | undefined {
  const { course } = row as { course?: Reference | null };
  return course?.name ?? undefined;
}

function ValueName({ filter, value }: { filter: Filter; value: string }) {
  const words = useWords();
  const now = useNow();
  if (filter.type === "record") return <RecordName list={filter.list} id={value} />;
  if (filter.type === "connection") return words.connection(value);
  if (filter.type === "choice") return words.word(filter.words, value);
  return Number.isNaN(Date.parse(value)) ? value : words.shortDate(`${value}T12:00`, now);
}

function RecordName({ list, id }: { list: Parameters<typeof recordQuery>[0]; id: string }) {
  const { data } = useQuery(recordQuery(list, id));
  return (data && nameOfRecord(list, data as AnyRecord)) ?? id;
}

function DayChip({ filter, value, change, isNew = false, closed }: ChipProps) {
  const { t } = useTranslation("data");
  const [opened, setOpened] = useState(isNew);
  const [day, setDay] = useState(value ?? "");
  const name = t(`filter.${filter.name}`);
  function close() {
    setOpened(false);
    closed?.();
  }
  return (
    <Popover opened={opened} onChange={(next) => (next ? setOpened(true) : close())} position="bottom-start" trapFocus>
      <Popover.Target>
        <ChipFace
          name={name}
          value={value && <ValueName filter={filter} value={value} />}
          remove={() => {
            setDay("");
            change(undefined);
          }}
          press={() => (opened ? close() : setOpened(true))}
          expanded={opened}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            change(day || undefined);
            close();
          }}
        >
          <Suspense>
            <DayInput
              aria-label={name}
              value={day}
              onChange={setDay}
              popoverProps={{ withinPortal: false }}
              data-autofocus
            />
          </Suspense>
          <Button type="submit">{t("table.apply")}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

interface FaceProps {
  name: string;
  value: ReactNode;
  remove: () => void;
  press: () => void;
  expanded: boolean;
  ref?: React.Ref<HTMLSpanElement>;
}

function ChipFace({ name, value, remove, press, expanded, ref }: FaceProps) {
  const { t } = useTranslation("data");
  return (
    <span ref={ref} className={clsx(classes.chip, value && classes.on)}>
      <button type="button" onClick={press} aria-expanded={expanded} aria-haspopup="listbox">
        {value ? (
          <>
            {name}: <b className="cut">{value}</b>
          </>
        ) : (
          <>
            {name}
            <ChevronDown size={14} aria-hidden="true" />
          </>
        )}
      </button>
      {value && (
        <button
          type="button"
          onClick={remove}
          aria-label={t("table.removeFilter", { name })}
          className={classes.remove}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
