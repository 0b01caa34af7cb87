using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Badges;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Instruments.Equipment;

/// <summary>"May I book it?", with what is missing and where to get it.</summary>
public static class AskBooking
{
    /// <returns>Null when the caller may.</returns>
    public static async Task<Refusal?> RunAsync(HubDb db, Caller caller, Instrument instrument, CancellationToken stop) =>
        Decide(instrument, caller, await CertificatesAsync(db, caller, stop), await CourseNameAsync(db, instrument.CourseId, stop));

    /// <summary>Courses of which somebody holds a certificate that nobody revoked.</summary>
    public static async Task<IReadOnlySet<string>> CertificatesAsync(HubDb db, Caller caller, CancellationToken stop) =>
        await db.Set<Badge>().Where(row => row.PersonId == caller.PersonId && row.RevokedAt == null).Select(row => row.CourseId).ToHashSetAsync(stop);

    /// <param name="course">How the course is called whose certificate is needed.</param>
    public static Refusal? Decide(Instrument instrument, Caller caller, IReadOnlySet<string> certificates, Words? course)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (instrument.RetiredAt is not null)
        {
            return Refusal.Conflict(
                "instrument-retired", new($"機器 {instrument.Id} は使われなくなりました。", $"The instrument {instrument.Id} is in use no more."),
                new("同じ計測手法のほかの機器を探してください。", "Look for another one that does the same."));
        }

        if (FindInstrument.AskStaff(caller, instrument) is null)
            return null;
        if (instrument.Rules.Audience == Audience.Institution && !caller.Memberships.ContainsKey(instrument.InstitutionId))
        {
            return new(
                "instrument-members-only", 403,
                new($"機器 {instrument.Id} を予約できるのは、{instrument.InstitutionId} の所属者だけです。", $"Only members of {instrument.InstitutionId} may book {instrument.Id}."),
                new("機器の担当者に共同研究の相談をするか、ほかの機器を探してください。", "Talk to its staff about working together, or look for another instrument."));
        }

        return instrument.CourseId is not { } needed || certificates.Contains(needed) ? null : new(
            "certificate-needed", 403,
            new($"機器 {instrument.Id} を予約するには、コース「{course?.Ja ?? needed}」の修了証が必要です。", $"To book {instrument.Id} you need a certificate of the course '{course?.En ?? needed}'."),
            new($"コース（/courses/{needed}）を修了して、修了証を受け取ってください。", $"Complete the course (/courses/{needed}) and take your certificate."));
    }

    private static async Task<Words?> CourseNameAsync(HubDb db, string? course, CancellationToken stop) =>
        course is not null && await FindCourse.RunAsync(db, course, stop) is { Refused: false } found ? found.Value.Title : null;
}
