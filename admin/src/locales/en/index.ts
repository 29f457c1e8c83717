import access from "./access.json";
import account from "./account.json";
import changes from "./changes.json";
import common from "./common.json";
import connections from "./connections.json";
import data from "./data.json";
import decisions from "./decisions.json";
import developers from "./developers.json";
import lessons from "./lessons.json";
import login from "./login.json";
import overview from "./overview.json";
import palette from "./palette.json";
import privacy from "./privacy.json";
import runs from "./runs.json";

export default {
  access,
  account,
  changes,
  common,
  connections,
  data,
  decisions,
  developers,
  lessons,
  login,
  overview,
  palette,
  privacy,
  runs,
};
