using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Instruments.Bookings;

/// <summary>A secret address at which a calendar program reads somebody's bookings, since such programs cannot sign in. It opens nothing else.</summary>
public sealed record CalendarFeed
{
    public required string PersonId { get; init; }

    /// <summary>SHA-256 of the secret, which has 256 random bits.</summary>
    public required byte[] Hash { get; set; }

    public required DateTime CreatedAt { get; set; }

    /// <summary>Bookings that ended longer ago are left out.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(90);

    private const int Most = 2000;

    /// <summary>Makes a new address; the one before reads nothing any more.</summary>
    /// <returns>The secret, told once.</returns>
    public static async Task<Outcome<string>> RenewAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var secret = TokenSecret.Generate()[TokenSecret.Prefix.Length..];
        if (await db.Set<CalendarFeed>().FirstOrDefaultAsync(row => row.PersonId == caller.PersonId, stop) is not { } feed)
            db.Add(feed = new() { PersonId = caller.PersonId!, Hash = [], CreatedAt = now });
        (feed.Hash, feed.CreatedAt) = (TokenSecret.Hash(secret), now);
        await db.SaveChangesAsync(stop);
        return secret;
    }

    /// <returns>Whose bookings a secret opens.</returns>
    public static async Task<Outcome<Person>> OpenAsync(HubDb db, string secret, CancellationToken stop)
    {
        var hash = secret.All(char.IsAscii) ? TokenSecret.Hash(secret) : [];
        return await db.Set<CalendarFeed>().Where(row => row.Hash == hash).Join(db.Set<Person>(), row => row.PersonId, person => person.Id, (_, person) => person).FirstOrDefaultAsync(stop) is { } found
            ? found : Gate.NoSuch(new("カレンダー ", "the calendar"));
    }

    /// <summary>Somebody's bookings, with those that were cancelled or refused, so that programs take them out.</summary>
    public static async Task<IReadOnlyList<(Booking, Equipment.Instrument)>> BookingsAsync(HubDb db, IQueryable<Booking> rows, DateTime now, CancellationToken stop)
    {
        var since = now - Past;
        var found = await rows.Where(row => row.Until > since).OrderByDescending(row => row.From).Take(Most)
            .Join(db.Set<Equipment.Instrument>(), row => row.InstrumentId, instrument => instrument.Id, (row, instrument) => new { row, instrument }).AsNoTracking().ToListAsync(stop);
        return [.. found.OrderBy(pair => pair.row.From).Select(pair => (pair.row, pair.instrument))];
    }
}

internal sealed class CalendarFeedTable : IEntityTypeConfiguration<CalendarFeed>
{
    public void Configure(EntityTypeBuilder<CalendarFeed> builder)
    {
        builder.ToTable("calendar_feed").HasKey(row => row.PersonId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.Hash);
    }
}
