import os
import sys

from malath.platform.sealed.finder.server import main

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
sys.exit(main(sys.argv[1:]))
