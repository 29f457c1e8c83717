import { ActionIcon, Menu } from "@mantine/core";
import { Ellipsis } from "lucide-react";
import { useTranslation } from "react-i18next";

export interface RowAct {
  label: string;
  act: () => void;
  danger?: boolean;
}

export function RowMenu({ name, acts }: { name: string; acts: RowAct[] }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon aria-label={t("do.actionsOf", { name })}>
          <Ellipsis size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {acts.map(({ label, act, danger }) => (
          <Menu.Item key={label} onClick={act} className={danger ? "bad" : undefined}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
