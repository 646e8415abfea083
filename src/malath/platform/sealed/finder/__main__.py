import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
django.setup()

from malath.platform.sealed.finder.server import main  # noqa: E402  (models need the apps)

sys.exit(main(sys.argv[1:]))
