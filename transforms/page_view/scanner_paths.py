"""Paths that only scanners ask for where the server refuses them. Versioned data, by first or last segment.

A site that has such a page answers it with 200, and then it is a page like others.
"""

VERSION = "2026-11-24"

SEGMENTS = frozenset({
    # secrets and repositories
    ".env", ".git", ".svn", ".hg", ".aws", ".ssh", ".vscode", ".ds_store", ".htpasswd", ".npmrc", "id_rsa",
    "credentials", "config.php", "configuration.php.bak", "wp-config.php", "web.config", "backup.sql", "dump.sql",
    "backup.zip", "docker-compose.yml", "phpinfo.php", "info.php", "server-status",
    # content management systems and their installers
    "wp-login.php", "xmlrpc.php", "wp-admin", "wp-includes", "wlwmanifest.xml", "administrator", "joomla", "magento",
    "setup.php", "install.php", "user_login.php", "typo3",
    # consoles and databases
    "phpmyadmin", "pma", "adminer.php", "mysqladmin", "solr", "actuator", "jenkins", "manager", "console",
    "telescope", "_profiler", "druid", "nacos", "portainer", "kibana", "_ignition",
    # devices, mail and known holes
    "cgi-bin", "hnap1", "boaform", "gponform", "goform", "owa", "ecp", "autodiscover", "remote", "vpn", "+cscoe+",
    "phpunit", "eval-stdin.php", "shell.php", "c99.php", "alfa.php", "luci", "sdk", "evox", "invoker",
})  # fmt: skip
