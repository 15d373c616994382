-- When the last link of it expires, as it was signed: logferry.link.ttl may be another one by the time its files are due. It takes the place of
-- signed_at, which older releases write.
ALTER TABLE export ADD COLUMN links_live_until timestamptz;
