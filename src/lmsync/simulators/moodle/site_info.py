"""What the site says about itself."""

from collections.abc import Mapping
from typing import Any

from lmsync.simulators.moodle.call import FRONT_PAGE, SERVICE_USER, Call

RELEASES: Mapping[str, tuple[str, str]] = {
    "4.4": ("4.4 (Build: 20240422)", "2024042200"),
    "5.0": ("5.0.6+ (Build: 20260403)", "2025041406.11"),
}
"""The versions that can be simulated: their release and the number of their build."""


def site_info(call: Call) -> Any:
    release, version = RELEASES[call.version]
    return {
        "sitename": call.text(call.school.name),
        "username": "lmsync",
        "firstname": "LMSync",
        "lastname": "Integration",
        "fullname": "LMSync Integration",
        "lang": "ru",
        "userid": SERVICE_USER,
        "siteurl": call.site_url,
        "userpictureurl": f"{call.site_url}/theme/image.php/boost/core/1795348842/u/f1",
        "functions": [{"name": name, "version": version} for name in call.functions],
        "downloadfiles": 0,
        "uploadfiles": 0,
        "release": release,
        "version": version,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": "enablecompletion", "value": 1}],
        "usercanmanageownfiles": True,
        "userquota": 104857600,
        "usermaxuploadfilesize": 67108864,
        "userhomepage": 1,
        "userprivateaccesskey": "",
        "siteid": FRONT_PAGE,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": False,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    }
