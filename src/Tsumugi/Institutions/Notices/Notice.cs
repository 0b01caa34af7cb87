using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions.Notices;

/// <summary>Something that happened, told to somebody whom it concerns.</summary>
public sealed record Notice
{
    public long Id { get; init; }

    public required string PersonId { get; init; }

    /// <summary>Number of the thread's record that it comes from.</summary>
    public required long Record { get; init; }

    /// <summary>The record's kind, for example <c>job.succeeded</c>.</summary>
    public required string Kind { get; init; }

    public required string TitleJa { get; init; }

    public required string TitleEn { get; init; }

    /// <summary>The page that it is about, from the hub's root.</summary>
    public required string Href { get; init; }

    public required DateTime At { get; init; }

    public DateTime? ReadAt { get; set; }

    public Words Title => new(TitleJa, TitleEn);
}

/// <summary>By which way a notice leaves the hub.</summary>
public enum NoticeWay
{
    Mail,
    Webhook,
}

/// <summary>A notice on its way out of the hub: kept until it is there, or was tried often enough.</summary>
public sealed record NoticeDelivery
{
    public required long NoticeId { get; init; }

    public required NoticeWay Way { get; init; }

    public int Tries { get; set; }

    /// <summary>When it is tried next; null once it is there or was given up.</summary>
    public required DateTime? NextAt { get; set; }

    public DateTime? SentAt { get; set; }

    /// <summary>Why the last try failed.</summary>
    public string? Fault { get; set; }
}

/// <summary>How somebody wants to be told, beside the hub's own page.</summary>
public sealed record NoticeWishes
{
    public required string PersonId { get; init; }

    public bool ByMail { get; set; } = true;

    /// <summary>Where a program of theirs listens; null for nowhere.</summary>
    public string? Webhook { get; set; }

    /// <summary>What signs what is sent there, encrypted with the hub's keys.</summary>
    public string? ProtectedSecret { get; set; }
}

/// <summary>How far along the thread notices were taken; one row, made by the migration: what happened before there were notices is no news.</summary>
public sealed record NoticePlace
{
    public int Id { get; init; }

    public required long Record { get; set; }
}

internal sealed class NoticeTable : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("notice").HasKey(row => row.Id);
        builder.Ignore(row => row.Title);
        builder.HasIndex(row => new { row.PersonId, row.Record }).IsUnique();
        builder.HasIndex(row => row.PersonId).HasFilter("ReadAt IS NULL").HasDatabaseName("notice_unread");
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}

internal sealed class NoticeDeliveryTable : IEntityTypeConfiguration<NoticeDelivery>
{
    public void Configure(EntityTypeBuilder<NoticeDelivery> builder)
    {
        builder.ToTable("notice_delivery").HasKey(row => new { row.NoticeId, row.Way });
        builder.Property(row => row.Way).HasConversion<string>();
        builder.HasIndex(row => row.NextAt).HasFilter("NextAt IS NOT NULL");
        builder.HasOne<Notice>().WithMany().HasForeignKey(row => row.NoticeId);
    }
}

internal sealed class NoticeWishesTable : IEntityTypeConfiguration<NoticeWishes>
{
    public void Configure(EntityTypeBuilder<NoticeWishes> builder)
    {
        builder.ToTable("notice_wishes").HasKey(row => row.PersonId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}

internal sealed class NoticePlaceTable : IEntityTypeConfiguration<NoticePlace>
{
    public void Configure(EntityTypeBuilder<NoticePlace> builder)
    {
        builder.ToTable("notice_place").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
    }
}
