import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { System } from "@/api/connections";
import classes from "./SystemCards.module.css";

/** The systems that can be connected: those that the server knows, so a new integration is here by itself. */
export function SystemCards({ systems }: { systems: System[] }) {
  const { t } = useTranslation("connections");
  return (
    <ul className={classes.cards}>
      {systems.map((system) => (
        <li key={system.crm_type}>
          <Link to="/connections/new" search={{ system: system.crm_type }}>
            <span className={classes.letter} aria-hidden="true">
              {system.title.slice(0, 1)}
            </span>
            <span>
              <b>{system.title}</b>
              <small>{t(system.needs_address ? "systems.withAddress" : "systems.withSettings")}</small>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
