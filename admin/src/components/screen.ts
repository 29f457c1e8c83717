import { useMediaQuery } from "@mantine/hooks";

const AT_ONCE = { getInitialValueInEffect: false };

/** As narrow as the styles of a phone. */
export function useIsPhone(): boolean {
  return useMediaQuery("(max-width: 760px)", false, AT_ONCE);
}

/** A record opens as a page: a column of 404 px has no room beside the table. */
export function useIsNarrow(): boolean {
  return useMediaQuery("(max-width: 1080px)", false, AT_ONCE);
}
