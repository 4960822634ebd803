import asyncio, os, sys
import nats

URL, USER, PASSWORD = (os.environ[f"HORA_NATS_{name}"] for name in ("URL", "USER", "PASSWORD"))
LIMIT = int(os.environ.get("HORA_PARTNER_LIMIT", "0"))  # 0: go on for ever


async def main():
    client = await nats.connect(URL, user=USER, password=PASSWORD, inbox_prefix=f"_INBOX_{USER}".encode())
    events = await client.jetstream().pull_subscribe_bind(durable=USER, stream="HORA_EVENTS")
    seen, last, printed = {}, {}, 0
    while not LIMIT or printed < LIMIT:
        try:
            batch = await events.fetch(100, timeout=5)
        except nats.errors.TimeoutError:
            continue
        for message in batch:
            ce = {k[3:].lower(): v for k, v in message.headers.items() if k.lower().startswith("ce-")}
            if ce["id"] not in seen:  # a repeat is dropped by its id
                seen[ce["id"]] = None
                if len(seen) > 10_000:
                    del seen[next(iter(seen))]
                key = (ce["source"], message.subject.split(".")[2])
                if key in last and last[key] != ce.get("previous"):
                    print(f"gap in {key} after {last[key]}: fill it with gRPC Read", file=sys.stderr)
                last[key] = ce["sequence"]
                print(message.data.decode(), flush=True)
                printed += 1
            await message.ack()  # only now: what was not acknowledged comes again
    await client.drain()


asyncio.run(main())
