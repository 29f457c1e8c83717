import { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { Problem } from "./problems";

/** Old answers stay while new ones are asked for; a refusal is final, a server that was not reached is asked again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: "always",
      retry: (count, error) => count < 2 && error instanceof Problem && (error.status === 0 || error.status >= 502),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

// Causes, cures and checks are said by the server, in the language in which they were asked for.
i18next.on("languageChanged", () => void queries.invalidateQueries());
