import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from "@tanstack/react-router";
import { answer, api, asProblem } from "./api/client";
import { loggedIn, nobody, session } from "./api/session";
import { Frame } from "./components/Frame";
import { Whereabouts } from "./components/Whereabouts";
import { NotFound, NotFoundAlone } from "./pages/NotFound";
import { PageFailed } from "./pages/PageFailed";

/** Filters stand in the address as they were typed. */
type Search = Record<string, string | undefined>;

function validateSearch(search: Record<string, unknown>): Search {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => (value == null || value === "" ? [] : [[name, String(value)]])),
  );
}

async function whoIsHere(): Promise<void> {
  if (session().own !== undefined) return;
  try {
    // Other tabs look again, too: somebody else may have come in by single sign-on.
    loggedIn(await answer(api.GET("/api/v1/auth/session")));
  } catch (error) {
    // A server that does not answer says nothing of who is logged in.
    if (asProblem(error).status !== 401) throw error;
    nobody();
  }
}

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <Whereabouts />
    </>
  ),
  notFoundComponent: NotFoundAlone,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/login/LoginPage"), "LoginPage"),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("./pages/login/SetUpPage"), "SetUpPage"),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Frame,
  notFoundComponent: NotFound,
  beforeLoad: async ({ location }) => {
    await whoIsHere();
    // A link that a colleague sent opens the same view after login.
    if (!session().own) throw redirect({ to: "/login", search: location.href === "/" ? {} : { to: location.href } });
  },
});

// Each page is loaded when it is first opened.
const overview = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/overview/OverviewPage"), "OverviewPage"),
});
const decisions = createRoute({
  getParentRoute: () => inside,
  path: "/decisions",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/decisions/DecisionsPage"), "DecisionsPage"),
});
const decision = createRoute({
  getParentRoute: () => inside,
  path: "/decisions/$id",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/decisions/DecisionsPage"), "DecisionsPage"),
});
const runs = createRoute({
  getParentRoute: () => inside,
  path: "/runs",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/runs/RunsPage"), "RunsPage"),
});
const run = createRoute({
  getParentRoute: () => inside,
  path: "/runs/$id",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/runs/RunPage"), "RunPage"),
});
const changes = createRoute({
  getParentRoute: () => inside,
  path: "/changes",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/changes/ChangesPage"), "ChangesPage"),
});
const lessons = createRoute({
  getParentRoute: () => inside,
  path: "/lessons",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/lessons/LessonsPage"), "LessonsPage"),
});
const data = createRoute({
  getParentRoute: () => inside,
  path: "/data/$kind",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/data/DataPage"), "DataPage"),
});
const record = createRoute({
  getParentRoute: () => inside,
  path: "/data/$kind/$id",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/data/RecordPage"), "RecordPage"),
});
const connections = createRoute({
  getParentRoute: () => inside,
  path: "/connections",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/connections/ConnectionsPage"), "ConnectionsPage"),
});
const newConnection = createRoute({
  getParentRoute: () => inside,
  path: "/connections/new",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/connections/WizardPage"), "WizardPage"),
});
const connection = createRoute({
  getParentRoute: () => inside,
  path: "/connections/$slug",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/connections/ConnectionPage"), "ConnectionPage"),
});
const access = createRoute({
  getParentRoute: () => inside,
  path: "/access/$part",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/access/AccessPage"), "AccessPage"),
});
const privacy = createRoute({
  getParentRoute: () => inside,
  path: "/privacy",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/privacy/PrivacyPage"), "PrivacyPage"),
});
const developers = createRoute({
  getParentRoute: () => inside,
  path: "/developers",
  validateSearch,
  component: lazyRouteComponent(() => import("./pages/developers/DevelopersPage"), "DevelopersPage"),
});
const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/account/AccountPage"), "AccountPage"),
});
const more = createRoute({
  getParentRoute: () => inside,
  path: "/more",
  component: lazyRouteComponent(() => import("./pages/MorePage"), "MorePage"),
});

const asTyped = (text: string) => text;

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    setup,
    inside.addChildren([
      overview,
      decisions,
      decision,
      runs,
      run,
      changes,
      lessons,
      data,
      record,
      connections,
      newConnection,
      connection,
      access,
      privacy,
      developers,
      account,
      more,
    ]),
  ]),
  parseSearch: parseSearchWith(asTyped),
  stringifySearch: stringifySearchWith(String, asTyped),
  defaultPreload: "intent",
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
