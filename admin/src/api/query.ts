import { QueryClient } from "@tanstack/react-query";
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
