import "i18next";
import type { Catalogues } from "./locales/catalogues";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Catalogues;
    returnNull: false;
  }
}
