import "./styles/base.css";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "./styles/tokens.css";
import "./styles/parts.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api/query";
import { startLanguage } from "./language";
import { router } from "./router";
import { THEME } from "./theme";

const Notifications = lazy(async () => ({ default: (await import("@mantine/notifications")).Notifications }));

// A browser may keep a page that was left, with all that it showed, and bring it back after somebody has logged out.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
// A page that was open while the server was upgraded asks for files that are gone. The page that is gone to is loaded anew, once
// for each build; what is only looked at, as a link under the pointer, changes nothing.
const RELOADED = "lmsync.reloaded";
window.addEventListener("vite:preloadError", () => {
  if (router.state.status !== "pending" || sessionStorage.getItem(RELOADED) === import.meta.url) return;
  sessionStorage.setItem(RELOADED, import.meta.url);
  location.assign(router.latestLocation.href);
});

await startLanguage();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={THEME} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <Suspense>
          <Notifications position="bottom-right" />
        </Suspense>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
