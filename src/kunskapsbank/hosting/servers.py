"""Ready configurations for web servers, made of :mod:`.headers`; ``kb servrar`` writes them to ``deploy/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Template
from urllib.parse import urlsplit

from ..base.settings import Website
from .headers import EMBEDDED_PATTERN, IMMUTABLE, OPEN_PATTERN, REVALIDATE, VERSION_PATTERN, headers_at, policy

FOLDER = "deploy"  #: Where the configurations lie in the repository.
ROOT = "/srv/kunskapsbank/site"  #: The published site on the server: a link to the newest release.
MOVED = "omdirigeringar.map"  #: In the site, if any address has moved: lines of ``/from/ /to/;``.
MISSING = "/404.html"  #: The page for addresses that do not exist.
COMPRESSED = (
    "text/css",
    "text/csv",
    "text/calendar",
    "text/plain",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "application/ld+json",
    "image/svg+xml",
    "text/markdown",
    "text/turtle",
)  #: Beside text/html.

_NGINX = Template("""\
# $name for nginx 1.18 or newer, inside http { }: copy to /etc/nginx/conf.d/ or sites-enabled/.
# Written by `kb servrar`. Mend the names and paths marked YOURS; change the rest in src/kunskapsbank/.

# Room for moved addresses of up to 950 characters: nginx refuses to start when one does not fit.
map_hash_bucket_size 1024;

# What may be kept, and how long. Errors are never kept for long, whatever their address.
map "$$status$$uri" $$kb_cache {
    default "$revalidate";
    "~^(200|206|304)$versions" "$immutable";
}

# What other sites may show in a frame, and what their scripts may read.
map $$uri $$kb_policy {
    default "$policy";
    "~$embedded" "$framed";
}
map $$uri $$kb_open {
    default "";
    "~$open" "*";
}

# Addresses that have moved. The file is part of the site and is read when nginx starts or reloads; until then, and
# without it, the page at the old address leads on by itself. The brackets let it be missing, and match no other name.
map $$uri $$kb_moved {
    default "";
    include $root/$moved;
}

# Whoever asks for another host gets no answer: what is sent back never holds a name that somebody else chose. Take away
# the default server that came with nginx (sites-enabled/default); there can be one only.
server {
    listen 80 default_server;
    listen [::]:80 default_server;
    server_name _;
    server_tokens off;
    return 444;
}

server {
    listen 443 ssl http2 default_server;
    listen [::]:443 ssl http2 default_server;
    server_name _;
    server_tokens off;
    ssl_certificate /etc/ssl/certs/$host.pem;  # YOURS
    ssl_certificate_key /etc/ssl/private/$host.key;  # YOURS
    # What is no request gets an answer from nginx itself, here.
$headers
    add_header Cache-Control "$revalidate" always;
    return 444;
}

server {
    listen 80;
    listen [::]:80;
    server_name $host;  # YOURS
    server_tokens off;
    return 301 https://$host$$request_uri;  # YOURS
}

server {
    listen 443 ssl http2;  # From nginx 1.25.1: `listen 443 ssl;` and `http2 on;`.
    listen [::]:443 ssl http2;
    server_name $host;  # YOURS
    ssl_certificate /etc/ssl/certs/$host.pem;  # YOURS
    ssl_certificate_key /etc/ssl/private/$host.key;  # YOURS
    ssl_protocols TLSv1.2 TLSv1.3;
    server_tokens off;

    # A link to a release. A deploy is one rename of the link, and every request follows it anew; so nginx must not
    # remember open files. What a request has opened it sends whole, even if the release is removed meanwhile.
    root $root;  # YOURS
    open_file_cache off;
    index index.html;
    absolute_redirect off;
    charset utf-8;
    charset_types $compressed;

    # Every add_header stands here: one in a location would replace all of these there.
$other_headers
    add_header Content-Security-Policy $$kb_policy always;
    add_header Access-Control-Allow-Origin $$kb_open;
    add_header Cache-Control $$kb_cache always;

    # Compressed beforehand by `kb build --komprimera`; what is not, is compressed here.
    gzip_static on;
    # brotli_static on;  # With the module; Debian: apt install libnginx-mod-http-brotli-static
    gzip on;
    gzip_vary on;
    gzip_proxied any;
    gzip_min_length 1000;
    gzip_types $compressed;

    # A slash in disguise could lead out of the folder that the policy names.
    if ($$request_uri ~* "^[^?]*%(2f|5c)") {
        return 404;
    }
    if ($$kb_moved) {
        return 301 $$kb_moved$$is_args$$args;
    }

    error_page 403 404 =404 $missing;
    location = $missing {
        internal;
    }
    # A range that is not there: nginx has added the headers then, and would add all of them once more.
    error_page 416 @range;
    location @range {
        add_header Cache-Control "";  # Adds nothing, and takes the place of those above.
        return 416;
    }
    location ~ \\.csv$$ {  # Not in nginx' own list.
        types { }
        default_type text/csv;
    }
    location ~ \\.ics$$ {
        types { }
        default_type text/calendar;
    }
    location ~ \\.jsonld$$ {
        types { }
        default_type application/ld+json;
    }
    location ~ \\.md$$ {
        types { }
        default_type text/markdown;
    }
    location ~ \\.ttl$$ {
        types { }
        default_type text/turtle;
    }
}
""")

_APACHE = Template("""\
# $name for Apache 2.4.10 or newer; modules: headers, rewrite, ssl. Put `ServerTokens Prod` in its main file.
# Written by `kb servrar`. Mend the names and paths marked YOURS; change the rest in src/kunskapsbank/.

# Stands outside the hosts, for it holds for the whole server: an answer to TRACE has none of the headers below.
TraceEnable Off
# Apache's own words would repeat what was expected.
ErrorDocument 417 "No such expectation can be met."

# The first host of each port answers whoever asks for another name: what is sent back never holds a name that somebody
# else chose.
<VirtualHost *:80>
    ServerName invalid
    <Location />
        Require all denied
    </Location>
</VirtualHost>

<VirtualHost *:443>
    # YOURS: the certificate.
    ServerName invalid
    SSLEngine on
    SSLCertificateFile /etc/ssl/certs/$host.pem
    SSLCertificateKeyFile /etc/ssl/private/$host.key
$headers
    Header always set Cache-Control "$revalidate"
    <Location />
        Require all denied
    </Location>
</VirtualHost>

<VirtualHost *:80>
    # YOURS: the name, twice.
    ServerName $host
    Redirect permanent / https://$host/
</VirtualHost>

<VirtualHost *:443>
    # YOURS: the name and the certificate. Redirects go to that name, whatever was asked for.
    ServerName $host
    UseCanonicalName On
    SSLEngine on
    SSLProtocol -all +TLSv1.2 +TLSv1.3
    SSLCertificateFile /etc/ssl/certs/$host.pem
    SSLCertificateKeyFile /etc/ssl/private/$host.key

    # YOURS: a link to a release. A deploy is one rename of the link, and every request follows it anew.
    DocumentRoot $root
    ErrorDocument 403 $missing
    ErrorDocument 404 $missing
    AddDefaultCharset utf-8
    AddType application/atom+xml .atom
    AddType application/ld+json .jsonld
    AddType text/markdown .md
    AddType text/turtle .ttl
    AddCharset utf-8 .atom .css .csv .ics .js .json .jsonld .md .svg .ttl .txt .xml

$headers
    Header always set Cache-Control "$revalidate"
    <LocationMatch "$versions">
        Header always set Cache-Control "$immutable" "expr=%{REQUEST_STATUS} in {'200', '206', '304'}"
    </LocationMatch>
    # What other sites may show in a frame, and what their scripts may read.
    <LocationMatch "$embedded">
        Header always set Content-Security-Policy "$framed"
    </LocationMatch>
    <LocationMatch "$open">
        Header set Access-Control-Allow-Origin "*"
    </LocationMatch>

    <Directory $root>
        Require all granted
        Options FollowSymLinks
        AllowOverride None
        DirectoryIndex index.html

        # Compressed beforehand by `kb build --komprimera`. Without the Remove lines, Apache says that .gz is the
        # type and .br the language Breton.
        RemoveType .gz
        RemoveLanguage .br
        AddEncoding br .br
        AddEncoding gzip .gz
        Header append Vary Accept-Encoding
        RewriteEngine On
        RewriteCond %{REQUEST_METHOD} !^(GET|HEAD)$$
        RewriteRule ^ - [R=405,END]
        RewriteCond %{HTTP:Accept-Encoding} \\bbr\\b
        RewriteCond %{REQUEST_FILENAME}.br -f
        RewriteRule ^(.+)$$ $$1.br [E=no-gzip:1,E=no-brotli:1,END]
        RewriteCond %{HTTP:Accept-Encoding} \\bgzip\\b
        RewriteCond %{REQUEST_FILENAME}.gz -f
        RewriteRule ^(.+)$$ $$1.gz [E=no-gzip:1,E=no-brotli:1,END]
    </Directory>
</VirtualHost>
""")

_CADDY = Template("""\
# $name for Caddy 2.6 or newer, which fetches the certificate by itself.
# Written by `kb servrar`. Mend the name and the path marked YOURS; change the rest in src/kunskapsbank/.

(safety) {
	header {
$other_headers
	}
}

# Whoever asks for another host gets no answer: what is sent back never holds a name that somebody else chose.
http:// {
	abort
}
:443 {
	abort
}
http://$host {  # YOURS
	redir https://$host{uri} permanent  # YOURS
}

# YOURS: the name.
$host {
	# YOURS: a link to a release. A deploy is one rename of the link, and every request follows it anew.
	root * $root

	import safety
	# What other sites may show in a frame, and what their scripts may read.
	@framed path_regexp $embedded
	header @framed Content-Security-Policy "$framed"
	@unframed not path_regexp $embedded
	header @unframed Content-Security-Policy "$policy"
	@open path_regexp $open
	header @open Access-Control-Allow-Origin "*"
	@version path_regexp $versions
	header @version Cache-Control "$immutable"
	@other not path_regexp $versions
	header @other Cache-Control "$revalidate"

	# A slash in disguise could lead out of the folder that the policy names.
	@disguised expression `{http.request.uri}.matches("(?i)^[^?]*%(2f|5c|00)")`
	error @disguised 404
	@writing not method GET HEAD
	error @writing 405

	# Compressed beforehand by `kb build --komprimera`; what is not, is compressed here.
	encode gzip
	file_server {
		precompressed br gzip
	}

	# An error starts over without the headers above.
	handle_errors {
		import safety
		header Content-Security-Policy "$policy"
		header Cache-Control "$revalidate"
		rewrite * $missing
		file_server {
			precompressed br gzip
		}
	}
}
""")


def configurations(website: Website) -> dict[str, str]:
    """The text of every configuration for the site *website*, by file name in :data:`FOLDER`.

    Raises:
        ValueError: If it has no public address.
    """
    host = urlsplit(website.url).hostname
    if not host:
        raise ValueError("site_url")
    names, path = {"name": website.name, "host": host}, website.path
    return {
        "nginx.conf": _filled(_NGINX, names, path, lambda name, value: f'    add_header {name} "{value}" always;'),
        "apache.conf": _filled(_APACHE, names, path, lambda name, value: f'    Header always set {name} "{value}"'),
        "Caddyfile": _filled(_CADDY, names, path, lambda name, value: f'\t\t{name} "{value}"'),
    }


def _filled(template: Template, names: Mapping[str, str], path: str, header: Callable[[str, str], str]) -> str:
    sent = headers_at(path)
    policy_name = "Content-Security-Policy"
    return template.substitute(
        names,
        policy=sent[policy_name],
        framed=policy(path, framed=True),
        embedded=EMBEDDED_PATTERN,
        open=OPEN_PATTERN,
        other_headers="\n".join(header(name, value) for name, value in sent.items() if name != policy_name),
        root=ROOT,
        moved=f"{MOVED[:-1]}[{MOVED[-1]}]",
        missing=MISSING,
        compressed=" ".join(COMPRESSED),
        revalidate=REVALIDATE,
        immutable=IMMUTABLE,
        versions=VERSION_PATTERN.removeprefix("^") if template is _NGINX else VERSION_PATTERN,
        headers="\n".join(header(name, value) for name, value in sent.items()),
    )
