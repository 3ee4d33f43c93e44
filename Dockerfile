FROM python:3.13-slim
RUN useradd --create-home --home-dir /home/attest attest \
 && install -d -o attest -g attest -m 0700 /var/lib/attest
WORKDIR /srv/attest
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
ENV PYTHONUNBUFFERED=1 ATTEST_VAR=/var/lib/attest DJANGO_SETTINGS_MODULE=config.settings
USER attest
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "4", "config.wsgi:application"]
