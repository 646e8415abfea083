import sys

from malath.platform.keeper.server import main

sys.exit(main())
