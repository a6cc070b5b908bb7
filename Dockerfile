# One image for web, worker, clock and migrations; docker-compose.yml gives each its command.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -q --require-hashes -r requirements.lock
# npm comes from a wheel, into the Python of this stage only.
COPY package.json package-lock.json .npmrc ./
COPY scripts/assets.py scripts/
RUN python scripts/assets.py && rm -rf var/npm
COPY . .
RUN /opt/venv/bin/python scripts/messages.py compile
# Names and compresses the static files. The settings want to be complete; none of these values is kept.
RUN ENVIRONMENT=production SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    DATABASE_URL=postgresql://build@localhost/build REDIS_URL=redis://localhost/0 ALLOWED_HOSTS=localhost \
    /opt/venv/bin/python manage.py collectstatic --noinput -v 0

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production VAR_DIR=/app/var WEB_CONCURRENCY=2
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app ./
# The code belongs to root; the application writes uploads to var/media, a volume.
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent app \
    && mkdir -p var/media && chown app var var/media
USER app
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=4 CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "emulation_tracker.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "8", \
     "--preload", "--timeout", "120", "--worker-tmp-dir", "/dev/shm", "--forwarded-allow-ips", "*", \
     "--no-control-socket", "--access-logfile", "-", \
     "--access-logformat", "%(h)s %(t)s \"%(r)s\" %(s)s %(b)s %(M)sms %({x-request-id}o)s"]
