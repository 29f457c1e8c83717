import type { NavigateOptions } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";

/** A line of the palette: it leads somewhere, or does something. */
export interface Entry {
  key: string;
  name: string;
  aside?: string;
  Icon: LucideIcon;
  to?: NavigateOptions;
  act?: () => void;
}
