import { useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import clsx from "clsx";
import {
  ArrowLeftRight,
  BookOpen,
  CalendarDays,
  CircleEllipsis,
  ClipboardCheck,
  ClipboardList,
  CodeXml,
  Database,
  Gauge,
  GraduationCap,
  KeyRound,
  Link2,
  type LucideIcon,
  Plug,
  RefreshCw,
  Search,
  ShieldCheck,
  Signpost,
  UserRound,
  UserRoundCheck,
  UsersRound,
} from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { useFreshAnswers } from "@/api/live";
import { followOtherTabs, loggedIn, useSession } from "@/api/session";
import { statusQuery } from "@/api/status";
import classes from "./Frame.module.css";

const Me = lazy(() => import("./Me"));
const Shortcuts = lazy(() => import("./palette/Shortcuts"));
const SessionEnd = lazy(() => import("./SessionEnd"));

type Section =
  | "overview"
  | "decisions"
  | "runs"
  | "changes"
  | "students"
  | "teachers"
  | "lessons"
  | "courses"
  | "groups"
  | "enrollments"
  | "items"
  | "submissions"
  | "attendance"
  | "connections"
  | "access"
  | "privacy"
  | "developers";

export interface Place {
  section: Section;
  to: string;
  Icon: LucideIcon;
  /** Of what the address begins with, when that is less than `to`. */
  below?: string;
}

export const WATCHING: readonly Place[] = [
  { section: "overview", to: "/", Icon: Gauge },
  { section: "decisions", to: "/decisions", Icon: Signpost },
  { section: "runs", to: "/runs", Icon: RefreshCw },
  { section: "changes", to: "/changes", Icon: ArrowLeftRight },
];
export const DATA: readonly Place[] = [
  { section: "students", to: "/data/students", Icon: UserRound },
  { section: "teachers", to: "/data/teachers", Icon: GraduationCap },
  { section: "lessons", to: "/lessons", Icon: CalendarDays },
  { section: "courses", to: "/data/courses", Icon: BookOpen },
  { section: "groups", to: "/data/groups", Icon: UsersRound },
  { section: "enrollments", to: "/data/enrollments", Icon: Link2 },
  { section: "items", to: "/data/items", Icon: ClipboardList },
  { section: "submissions", to: "/data/submissions", Icon: ClipboardCheck },
  { section: "attendance", to: "/data/attendance", Icon: UserRoundCheck },
];
export const SETTINGS: readonly Place[] = [
  { section: "connections", to: "/connections", Icon: Plug },
  { section: "access", to: "/access/people", Icon: KeyRound, below: "/access" },
  { section: "privacy", to: "/privacy", Icon: ShieldCheck },
  { section: "developers", to: "/developers", Icon: CodeXml },
];

/** What a viewer finds nothing under is absent. */
export function useSettings(): readonly Place[] {
  const { own } = useSession();
  return own?.operator.role === "viewer" ? SETTINGS.filter(({ section }) => section === "developers") : SETTINGS;
}

function isHere(place: Place, path: string): boolean {
  const begin = place.below ?? place.to;
  return begin === "/" ? path === "/" : path === begin || path.startsWith(`${begin}/`);
}

/** How many decisions wait. */
function useWaiting(): number {
  const { data } = useQuery(statusQuery());
  return data?.held.length ?? 0;
}

function Places({ places }: { places: readonly Place[] }) {
  const { t } = useTranslation();
  const path = useLocation({ select: (location) => location.pathname });
  const waiting = useWaiting();
  return (
    <ul>
      {places.map((place) => (
        <li key={place.section}>
          <Link to={place.to} className={classes.place} aria-current={isHere(place, path) ? "page" : undefined}>
            <place.Icon size={16} strokeWidth={1.7} aria-hidden="true" />
            <span className="grow cut">{t(`nav.${place.section}`)}</span>
            {place.section === "decisions" && waiting > 0 && <span className={classes.count}>{waiting}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="#3a48b4" />
      <path d="M6.5 8h11M6.5 12h11M6.5 16h6" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
      <circle cx="17" cy="16" r="1.5" fill="#fff" />
    </svg>
  );
}

const TABS: readonly {
  section: "overview" | "decisions" | "data" | "changes" | "more";
  to: string;
  Icon: LucideIcon;
}[] = [
  { section: "overview", to: "/", Icon: Gauge },
  { section: "decisions", to: "/decisions", Icon: Signpost },
  { section: "data", to: "/data/students", Icon: Database },
  { section: "changes", to: "/changes", Icon: ArrowLeftRight },
  { section: "more", to: "/more", Icon: CircleEllipsis },
];

function Tabs() {
  const { t } = useTranslation();
  const path = useLocation({ select: (location) => location.pathname });
  const waiting = useWaiting();
  const here =
    path === "/"
      ? "overview"
      : path.startsWith("/data") || path.startsWith("/lessons")
        ? "data"
        : (TABS.find(({ to }) => to !== "/" && path.startsWith(to))?.section ?? "more");
  return (
    <nav className={classes.tabs} aria-label={t("sections")}>
      {TABS.map(({ section, to, Icon }) => (
        <Link key={section} to={to} aria-current={section === here ? "page" : undefined}>
          <Icon size={20} strokeWidth={1.7} aria-hidden="true" />
          {t(`nav.${section}`)}
          {section === "decisions" && waiting > 0 && <span className={classes.badge}>{waiting}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** What stands around every page: the rail on a wide screen, five tabs on a phone. */
export function Frame({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const [searches, setSearches] = useState(false);
  // Here and not with the other keys, which are loaded after the page: nobody waits to search. It is not a single key, so it also
  // works in a field and when those are switched off.
  useHotkeys([["mod+K", () => setSearches((before) => !before), { usePhysicalKeys: true }]], [], true);
  useFreshAnswers();
  useEffect(
    () =>
      followOtherTabs(() => {
        void answer(api.GET("/api/v1/auth/session")).then(
          (own) => loggedIn(own, false),
          () => undefined,
        );
      }),
    [],
  );
  const settings = useSettings();
  const { ended } = useSession();
  return (
    <div className={classes.app}>
      <a className={classes.skip} href="#main">
        {t("skip")}
      </a>
      <header className={classes.topbar}>
        <Link to="/" className={classes.brand}>
          <Logo />
          <b>{t("product")}</b>
        </Link>
        <button type="button" onClick={() => setSearches(true)} aria-label={t("search")}>
          <Search size={18} strokeWidth={1.7} aria-hidden="true" />
        </button>
      </header>
      <aside className={classes.rail}>
        <Link to="/" className={classes.brand}>
          <Logo />
          <b>{t("product")}</b>
        </Link>
        <button type="button" className={clsx(classes.find)} onClick={() => setSearches(true)}>
          <Search size={16} strokeWidth={1.7} aria-hidden="true" />
          {t("search")}
          <kbd>Ctrl K</kbd>
        </button>
        <nav aria-label={t("sections")}>
          <Places places={WATCHING} />
          <h2>{t("nav.data")}</h2>
          <Places places={DATA} />
          <h2>{t("nav.settings")}</h2>
          <Places places={settings} />
        </nav>
        <Suspense fallback={<div className={classes.me} />}>
          <Me />
        </Suspense>
      </aside>
      <main id="main" className={classes.main} tabIndex={-1}>
        {children ?? <Outlet />}
      </main>
      <Tabs />
      <Suspense>
        <Shortcuts opened={searches} setOpened={setSearches} />
      </Suspense>
      {ended && (
        <Suspense>
          <SessionEnd />
        </Suspense>
      )}
    </div>
  );
}
