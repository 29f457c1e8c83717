import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

/** How people may come in here. */
export const waysQuery = () =>
  queryOptions({ queryKey: ["ways"], queryFn: ({ signal }) => answer(api.GET("/api/v1/auth/ways", { signal })) });
