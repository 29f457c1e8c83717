import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { statusQuery } from "@/api/status";

/** The name of a connection by its slug; of one that is gone, the slug. */
export function useConnectionName(): (slug: string) => string {
  const { data } = useQuery(statusQuery());
  return useMemo(() => {
    const names = new Map(data?.connections.map(({ connection, name }) => [connection, name]));
    return (slug) => names.get(slug) ?? slug;
  }, [data?.connections]);
}
