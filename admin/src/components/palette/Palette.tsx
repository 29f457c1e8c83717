import { Modal, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { searchQuery } from "@/api/records";
import { useFormat } from "@/format";
import { useConnectionName } from "../useConnectionName";
import { useActions, usePages } from "./actions";
import type { Entry } from "./entry";
import { useFound } from "./found";
import classes from "./Palette.module.css";

const TYPING_MS = 150;
const OF_EACH = 4;

interface PaletteProps {
  close: () => void;
  showKeys: () => void;
}

/** One field for everything: records, sections and actions. */
export default function Palette({ close, showKeys }: PaletteProps) {
  const { t } = useTranslation(["palette", "common"]);
  const navigate = useNavigate();
  // To suppress transitions, Mantine would write a style into the page, which the policy of the page refuses.
  const { setColorScheme, colorScheme } = useMantineColorScheme({ keepTransitions: true });
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const query = useQuery(searchQuery(q, OF_EACH));
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const found = useFound(q === "" ? undefined : query.data, q);
  const words = typed.trim().toLocaleLowerCase();
  const isLike = ({ name }: Entry) => words === "" || name.toLocaleLowerCase().includes(words);
  const pages = usePages().filter(isLike);
  const actions = useActions({
    showKeys,
    turnTheme: () => setColorScheme(colorScheme === "dark" ? "light" : "dark"),
  }).filter(isLike);
  const isOld = q !== typed.trim() || query.isPlaceholderData;
  // Enter takes the first: it must never be what was found for other words.
  const ofRecords = found.groups.map((group) => (isOld ? { ...group, entries: group.entries.filter(isLike) } : group));
  const groups = [
    ...(words === "" ? [] : ofRecords),
    { title: t("palette:actions"), entries: actions },
    { title: t("palette:pages"), entries: pages },
  ].filter(({ entries }) => entries.length > 0);
  const entries = groups.flatMap((group) => group.entries);
  const current = Math.min(chosen, Math.max(0, entries.length - 1));

  useEffect(() => {
    list.current?.querySelector(`[data-place="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  function take(entry: Entry | undefined) {
    if (!entry) return;
    close();
    if (entry.to) void navigate(entry.to);
    else entry.act?.();
  }
  function walk(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Enter") {
      event.preventDefault();
      take(entries[current]);
    } else if (steps[event.key] !== undefined && entries.length > 0) {
      event.preventDefault();
      setChosen((current + (steps[event.key] ?? 0) + entries.length) % entries.length);
    }
  }

  const isSearching = words !== "" && (query.isFetching || q !== typed.trim());
  let place = -1;
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      size={600}
      yOffset="12vh"
      centered={false}
      padding={0}
      attributes={{ content: { "aria-label": t("palette:title") } }}
      classNames={{ body: classes.body }}
    >
      <div className={classes.field}>
        <Search size={18} strokeWidth={1.7} aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-expanded={entries.length > 0}
          aria-controls={id}
          aria-activedescendant={entries.length > 0 ? `${id}-${current}` : undefined}
          aria-autocomplete="list"
          aria-label={t("palette:title")}
          placeholder={t("palette:placeholder")}
          value={typed}
          maxLength={100}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={walk}
          data-autofocus
        />
      </div>
      <div ref={list} className={classes.list} id={id} role="listbox" aria-label={t("palette:results")} tabIndex={-1}>
        {groups.map(({ title, entries: ofGroup }) => (
          // biome-ignore lint/a11y/useSemanticElements: options of a list box stand in a group of that role
          <div key={title} role="group" aria-label={title}>
            <div className={classes.title} aria-hidden="true">
              {title}
            </div>
            {ofGroup.map((entry) => {
              place += 1;
              const here = place;
              return (
                // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
                <div
                  key={entry.key}
                  id={`${id}-${here}`}
                  role="option"
                  aria-selected={here === current}
                  data-place={here}
                  className={clsx(classes.entry, here === current && classes.current)}
                  onMouseMove={() => setChosen(here)}
                  onClick={() => take(entry)}
                >
                  <entry.Icon size={16} strokeWidth={1.7} aria-hidden="true" />
                  <span className="cut">{entry.name}</span>
                  {entry.aside && <span className={classes.aside}>{entry.aside}</span>}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <PaletteFoot
        isSearching={isSearching}
        isFailed={query.isError && words !== ""}
        isNothing={words !== "" && !isSearching && entries.length === 0}
        typed={typed.trim()}
        notKnownIn={words === "" ? [] : found.notKnownIn}
      />
    </Modal>
  );
}

interface FootProps {
  isSearching: boolean;
  isFailed: boolean;
  isNothing: boolean;
  typed: string;
  /** Connections of which not everything is known. */
  notKnownIn: readonly string[];
}

function PaletteFoot({ isSearching, isFailed, isNothing, typed, notKnownIn }: FootProps) {
  const { t } = useTranslation("palette");
  const format = useFormat();
  const nameOf = useConnectionName();
  const said = isFailed
    ? t("failed")
    : isNothing
      ? t("nothing", { query: typed })
      : isSearching
        ? t("searching")
        : notKnownIn.length > 0
          ? t("notKnown", { names: format.list(notKnownIn.map(nameOf)) })
          : "";
  return (
    <div className={classes.foot}>
      <span role="status" className="grow cut">
        {said}
      </span>
      <span className="wide">{[t("move"), t("enter"), t("escape")].join(" · ")}</span>
    </div>
  );
}
