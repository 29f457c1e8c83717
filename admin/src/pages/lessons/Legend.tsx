import { Menu, UnstyledButton } from "@mantine/core";
import { ChevronDown, Flag } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Zone } from "@/format";
import classes from "./Lessons.module.css";
import { cityOf } from "./zone";

interface LegendProps {
  zone: Zone;
  schoolZone: string | undefined;
  isSchool: boolean;
  choose: (isSchool: boolean) => void;
}

/** What the looks of lessons mean, and in whose time they stand. */
export function Legend({ zone, schoolZone, isSchool, choose }: LegendProps) {
  const { t } = useTranslation("lessons");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const text = t("zone", { zone: cityOf(zone ?? own) });
  return (
    <div className={classes.legend}>
      {(["class", "meeting", "event"] as const).map((kind) => (
        <span key={kind} className="wide">
          <i className={`${classes.sample} ${classes[kind]}`} aria-hidden="true" />
          {t(`legend.${kind}`)}
        </span>
      ))}
      <span className="wide">
        <Flag size={13} aria-hidden="true" /> {t("legend.deadline")}
      </span>
      {schoolZone && schoolZone !== own ? (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <UnstyledButton className={classes.zone} title={zone ?? own}>
              {text}
              <ChevronDown size={13} aria-hidden="true" />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => choose(false)} aria-current={!isSchool}>
              {t("zoneMine")}: {cityOf(own)}
            </Menu.Item>
            <Menu.Item onClick={() => choose(true)} aria-current={isSchool}>
              {t("zoneSchool")}: {cityOf(schoolZone)}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span title={own}>{text}</span>
      )}
    </div>
  );
}
