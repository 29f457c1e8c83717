import { Kbd, Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useKeysAreOn } from "@/components/keys";
import { Callout } from "@/components/Panel";
import classes from "./Palette.module.css";
import { GO } from "./places";

/** Which keys there are; `?` opens it. */
export default function KeysHelp({ close }: { close: () => void }) {
  const { t } = useTranslation(["palette", "common"]);
  const may = useMay("administer");
  const areOn = useKeysAreOn();
  const groups = [
    {
      title: t("palette:keys.everywhere"),
      rows: [
        [["Ctrl", "K"], t("palette:keys.search")],
        [["?"], t("palette:keys.help")],
        ...(may ? [[["S"], t("palette:keys.sync")] as const] : []),
      ],
    },
    {
      title: t("palette:keys.go"),
      rows: GO.filter(([, , section]) => section !== "connections" || may).map(
        ([key, , section]) => [["G", key], t(`common:nav.${section}`)] as const,
      ),
    },
    {
      title: t("palette:keys.lists"),
      rows: [
        [["/"], t("palette:keys.filter")],
        [["J"], t("palette:keys.down")],
        [["K"], t("palette:keys.up")],
        [["Enter"], t("palette:keys.open")],
        [["Esc"], t("palette:keys.close")],
      ],
    },
    {
      title: t("palette:keys.calendar"),
      rows: [
        [["["], t("palette:keys.before")],
        [["]"], t("palette:keys.after")],
      ],
    },
  ] as const;
  return (
    <Modal
      opened
      onClose={close}
      title={t("palette:keys.title")}
      size={640}
      closeButtonProps={{ "aria-label": t("common:do.close") }}
    >
      <div className="stack">
        {areOn ? (
          <p className="t2">{t("palette:keys.text")}</p>
        ) : (
          <Callout>
            {t("palette:keys.off")}{" "}
            <Link to="/account" onClick={close}>
              {t("palette:keys.account")}
            </Link>
          </Callout>
        )}
        <div className={classes.keys}>
          {groups.map(({ title, rows }) => (
            <section key={title}>
              <h3>{title}</h3>
              <dl>
                {rows.map(([keys, text]) => (
                  <div key={text}>
                    <dt>{text}</dt>
                    <dd>
                      {keys.map((key, place) => (
                        <Fragment key={key}>
                          {place > 0 && (
                            <span className="small t3"> {keys[0] === "G" ? t("palette:keys.then") : "+"} </span>
                          )}
                          <Kbd>{key}</Kbd>
                        </Fragment>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </Modal>
  );
}
