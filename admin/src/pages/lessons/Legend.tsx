import { Menu, UnstyledButton } from "@mantine/core";
import { ChevronDown, Flag } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat, type Zone } from "@/format";
import classes from "./Lessons.module.css";
import { wordsOf } from "./zone";

interface LegendProps {
  zone: Zone;
  schoolZone: string | undefined;
  isSchool: boolean;
  choose: (isSchool: boolean) => void;
}

/** What the looks of lessons mean, and in whose time they stand. */
export function Legend({ zone, schoolZone, isSchool, choose }: LegendProps) {
  const { t } = useTranslation("lessons");
  const { locale } = useFormat();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const text = t("zone", { zone: wordsOf(zone ?? own, locale) });
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
              {t("zoneMine")}: {wordsOf(own, locale)}
            </Menu.Item>
            <Menu.Item onClick={() => choose(true)} aria-current={isSchool}>
              {t("zoneSchool")}: {wordsOf(schoolZone, locale)}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span title={own}>{text}</span>
      )}
    </div>
  );
}
