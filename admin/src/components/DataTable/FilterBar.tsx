import { ActionIcon, Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Check, Plus, Search, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Filters } from "@/api/records";
import { statusQuery } from "@/api/status";
import { useKeys } from "@/components/keys";
import { beginOfDay } from "@/days";
import classes from "./FilterBar.module.css";
import { FilterChip } from "./FilterChip";
import type { Filter, FilterName } from "./kind";

interface BarProps {
  filters: readonly Filter[];
  /** Those that stand there before they are chosen. */
  offered?: readonly FilterName[];
  search: Filters;
  change: (changes: Filters) => void;
  /** What can be searched for; without it there is no field. */
  placeholder?: string;
  withRemoved?: boolean;
  children?: ReactNode;
}

/** A day that is none filters nothing, so it is not shown as a filter. */
function filteredBy({ name, type }: Filter, search: Filters): string | undefined {
  return type === "day" && beginOfDay(search[name]) === undefined ? undefined : search[name];
}

/** The search and the filters of a list; all of them stand in the address. */
export function FilterBar({
  filters,
  offered = ["connection"],
  search,
  change,
  placeholder,
  withRemoved,
  children,
}: BarProps) {
  const { t } = useTranslation("data");
  const [added, setAdded] = useState<FilterName | null>(null);
  const { data: status } = useQuery(statusQuery());
  const several = (status?.connections.length ?? 0) > 1;
  const isShown = (filter: Filter) =>
    filteredBy(filter, search) !== undefined ||
    filter.name === added ||
    (offered.includes(filter.name) && (filter.type !== "connection" || several));
  const absent = filters.filter((filter) => !isShown(filter) && (filter.type !== "connection" || several));
  return (
    <search className={classes.bar}>
      {placeholder && <SearchField value={search.q} change={(q) => change({ q })} placeholder={placeholder} />}
      {filters.filter(isShown).map((filter) => (
        <FilterChip
          key={filter.name}
          filter={filter}
          value={filteredBy(filter, search)}
          change={(value) => {
            setAdded(null);
            change({ [filter.name]: value });
          }}
          isNew={filter.name === added}
          closed={() => setAdded(null)}
        />
      ))}
      {withRemoved && (
        <span className={clsx(classes.chip, search.include_removed && classes.on)}>
          <button
            type="button"
            aria-pressed={search.include_removed === "true"}
            onClick={() => change({ include_removed: search.include_removed ? undefined : "true" })}
          >
            {search.include_removed && <Check size={14} aria-hidden="true" />}
            {t("table.includeRemoved")}
          </button>
        </span>
      )}
      {children}
      {absent.length > 0 && <MoreFilters filters={absent} add={setAdded} />}
    </search>
  );
}

function MoreFilters({ filters, add }: { filters: readonly Filter[]; add: (name: FilterName) => void }) {
  const { t } = useTranslation("data");
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      portalProps={{ target: "#main" }}
      width={200}
      onOptionSubmit={(name) => {
        combobox.closeDropdown();
        add(name as FilterName);
      }}
    >
      <Combobox.Target targetType="button">
        <button
          type="button"
          className={clsx(classes.chip, classes.dashed)}
          onClick={() => combobox.toggleDropdown()}
          aria-expanded={combobox.dropdownOpened}
        >
          <Plus size={14} aria-hidden="true" />
          {t("table.filter")}
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={t("table.filter")}>
          {filters.map(({ name }) => (
            <Combobox.Option key={name} value={name}>
              {t(`filter.${name}`)}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

const TYPING_MS = 250;

interface FieldProps {
  value: string | undefined;
  change: (q: string | undefined) => void;
  placeholder: string;
}

function SearchField({ value, change, placeholder }: FieldProps) {
  const { t } = useTranslation(["data", "common"]);
  const [typed, setTyped] = useState(value ?? "");
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(value ?? "");
  const send = useDebouncedCallback((text: string) => {
    sent.current = text;
    change(text || undefined);
  }, TYPING_MS);
  // The address moved by itself: back, forward, a link.
  useEffect(() => {
    if ((value ?? "") === sent.current) return;
    sent.current = value ?? "";
    setTyped(value ?? "");
  }, [value]);
  useKeys([
    [
      "/",
      () => {
        // To select is not to focus: what is typed next would go elsewhere.
        field.current?.focus();
        field.current?.select();
      },
    ],
  ]);
  return (
    <TextInput
      ref={field}
      className={classes.field}
      type="text"
      role="searchbox"
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") field.current?.blur();
      }}
      placeholder={placeholder}
      aria-label={placeholder}
      maxLength={100}
      leftSection={<Search size={16} strokeWidth={1.7} aria-hidden="true" />}
      rightSection={
        typed ? (
          <ActionIcon
            size={24}
            aria-label={t("common:do.close")}
            onClick={() => {
              setTyped("");
              send("");
              field.current?.focus();
            }}
          >
            <X size={14} aria-hidden="true" />
          </ActionIcon>
        ) : (
          <kbd className={clsx("wide", classes.key)}>/</kbd>
        )
      }
    />
  );
}
