using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Equipment;

/// <summary>One instrument, at one place, that people of several institutions may book.</summary>
public sealed record Instrument
{
    public const string NodeKind = "instrument";

    /// <summary>Short name in addresses; the hub's own identifier, which lasts as long as the hub.</summary>
    public required string Id { get; init; }

    /// <summary>The institution that owns it and answers for it.</summary>
    public required string InstitutionId { get; init; }

    public required string NameJa { get; set; }

    public required string NameEn { get; set; }

    /// <summary>Markdown.</summary>
    public required string Description { get; set; }

    /// <summary>Building and room.</summary>
    public required string Place { get; set; }

    /// <summary>IANA name, for example <c>Asia/Tokyo</c>: opening hours and bookings are meant on this clock.</summary>
    public required string TimeZone { get; set; }

    public required string Manufacturer { get; set; }

    public required string Model { get; set; }

    public string? Serial { get; set; }

    /// <summary>DOI or handle that was registered elsewhere, without its resolver; null where the hub's address is all there is.</summary>
    public string? Identifier { get; set; }

    /// <summary>What it can do, as <see cref="Technique.Id"/>.</summary>
    public required IReadOnlyList<string> Techniques { get; set; }

    /// <summary>People who run it: they approve, announce downtime and change what is said of it.</summary>
    public required IReadOnlyList<string> Staff { get; set; }

    /// <summary>Null where nobody said; not the same as free of charge.</summary>
    public Price? Price { get; set; }

    /// <summary>The course whose certificate somebody must hold to book it; null where none is needed.</summary>
    public string? CourseId { get; set; }

    /// <summary>Without spans it is open round the clock.</summary>
    public required OpeningHours Hours { get; set; }

    public required BookingRules Rules { get; set; }

    /// <summary>Everything that <see cref="SearchText"/> finds it by.</summary>
    public required string Found { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Since when it is in use no more; its page and its past stay.</summary>
    public DateTime? RetiredAt { get; set; }

    public Words Name => new(NameJa, NameEn);

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public Guarded Guarded => new(new($"機器 {Id} ", $"the instrument {Id}"), InstitutionId, Visibility.Hub);
}

/// <param name="Inside">For an hour, for members of the institution that owns it.</param>
/// <param name="Outside">For an hour, for everybody else.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Price(decimal Inside, decimal Outside, string Currency);

/// <summary>Who may book an instrument.</summary>
public enum Audience
{
    /// <summary>Everybody who is signed in.</summary>
    Everybody,

    /// <summary>Members of the institution that owns it.</summary>
    Institution,
}

/// <summary>What its staff decided about bookings of an instrument.</summary>
/// <param name="LongestMinutes">Of one booking.</param>
/// <param name="DaysAhead">A booking begins at most so many days from now.</param>
/// <param name="NeedsApproval">Whether staff look at each booking before it holds; the time is kept meanwhile.</param>
/// <param name="NoticeHours">Whoever cancels later than this before the beginning is counted as late.</param>
public sealed record BookingRules(Audience Audience, int LongestMinutes, int DaysAhead, bool NeedsApproval, int NoticeHours)
{
    public static BookingRules Usual { get; } = new(Audience.Everybody, 8 * 60, 60, false, 24);
}

internal sealed class InstrumentTable : IEntityTypeConfiguration<Instrument>
{
    public void Configure(EntityTypeBuilder<Instrument> builder)
    {
        builder.ToTable("instrument").HasKey(row => row.Id);
        builder.Ignore(row => row.Name).Ignore(row => row.Node).Ignore(row => row.Zone).Ignore(row => row.Guarded);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasIndex(row => row.Identifier).IsUnique();
        builder.Property(row => row.Techniques).AsJson();
        builder.Property(row => row.Staff).AsJson();
        builder.Property(row => row.Price).AsJson();
        builder.Property(row => row.Hours).AsJson();
        builder.Property(row => row.Rules).AsJson();
    }
}
