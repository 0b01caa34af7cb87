using Tsumugi.Hub.Language;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Web;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Talent.Badges;

/// <summary>Writes a credential as Open Badges 3.0 has it (1EdTech, sections 4 and 8.2): the W3C's data model 2.0, and the claims of a JSON Web Token beside it.</summary>
internal static class Credential
{
    public const string MediaType = "application/vc+jwt";

    private static readonly string[] Contexts = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

    public static string Sign(HubSigner signer, Uri hub, Uri keys, Badge badge, Course course, PracticalAttempt? practical) =>
        HubToken.Make(signer, "JWT", keys, Write(hub, badge, course, practical), withKey: true);

    /// <summary>Who issues: the hub itself (an OB Profile).</summary>
    public static Dictionary<string, object> Issuer(Uri hub) => new()
    {
        ["id"] = IssuerAddress(hub),
        ["type"] = (string[])["Profile"],
        ["name"] = "Tsumugi (紡)",
        ["url"] = hub.ToString(),
    };

    public static string IssuerAddress(Uri hub) => $"{hub}api/v1/badges/issuer";

    public static string AddressOf(Uri hub, string badge) => $"{hub}api/v1/badges/{badge}";

    public static string RevokedAddress(Uri hub) => $"{hub}api/v1/badges/revoked";

    private static Dictionary<string, object> Write(Uri hub, Badge badge, Course course, PracticalAttempt? practical)
    {
        // The subject is named for this badge alone: two badges of one person cannot be put together by it.
        var subject = $"urn:uuid:{badge.Id}";
        var claims = new Dictionary<string, object>
        {
            ["@context"] = Contexts,
            ["id"] = AddressOf(hub, badge.Id),
            ["type"] = (string[])["VerifiableCredential", "OpenBadgeCredential"],
            ["issuer"] = Issuer(hub),
            ["validFrom"] = Ld.Moment(badge.IssuedAt),
            ["name"] = Both(course.Title),
            ["credentialSubject"] = new Dictionary<string, object>
            {
                ["id"] = subject,
                ["type"] = (string[])["AchievementSubject"],
                ["identifier"] = (object[])[new { type = "IdentityObject", hashed = false, identityHash = badge.ShownName, identityType = "name" }],
                ["achievement"] = Achievement(hub, course),
            },
            ["credentialStatus"] = new { id = RevokedAddress(hub), type = "1EdTechRevocationList" },
            ["iss"] = IssuerAddress(hub),
            ["jti"] = AddressOf(hub, badge.Id),
            ["nbf"] = new DateTimeOffset(badge.IssuedAt, TimeSpan.Zero).ToUnixTimeSeconds(),
            ["sub"] = subject,
        };
        if (practical is not null)
            claims["evidence"] = Evidence(hub, practical);
        return claims;
    }

    private static Dictionary<string, object> Achievement(Uri hub, Course course) => new()
    {
        ["id"] = $"{hub}courses/{course.Id}",
        ["type"] = (string[])["Achievement"],
        ["achievementType"] = "Course",
        ["name"] = Both(course.Title),
        ["description"] = Both(course.Summary),
        ["version"] = course.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["criteria"] = new { id = $"{hub}courses/{course.Id}", narrative = Criteria(course) },
        ["tag"] = course.Topics,
    };

    private static string Criteria(Course course)
    {
        var quizzes = course.Lessons.Count(lesson => lesson.HasQuiz);
        var text = $"All {course.Lessons.Count} lessons read and {quizzes} quizzes passed with at least {course.PassMark} %.";
        return course.Practical is not { } practical ? text
            : $"{text} A real job ({practical.Recipe}) run by the learner, whose artefact the hub found to be of that job and of the named inputs, with {string.Join(", ", practical.Passes)}.";
    }

    private static List<Dictionary<string, object>> Evidence(Uri hub, PracticalAttempt attempt) =>
    [
        One($"{hub}jobs/{attempt.JobId}", attempt.JobNode.ToString(), "The job of the practical"),
        One($"{hub}thread?node={Uri.EscapeDataString(attempt.Artefact!)}", attempt.Artefact!, Measured(attempt)),
    ];

    /// <summary>What it measures; whose job it was is for the thread to say, not for the world.</summary>
    private static string Measured(PracticalAttempt attempt)
    {
        var bounds = attempt.Passes.Select(bound => bound.ToString()).ToHashSet();
        return string.Join("; ", attempt.Findings.Where(finding => bounds.Contains(finding.What.En)).Select(finding => $"{finding.What.En}: {finding.Found}"));
    }

    private static Dictionary<string, object> One(string id, string name, string narrative) => new()
    {
        ["id"] = id,
        ["type"] = (string[])["Evidence"],
        ["name"] = name,
        ["narrative"] = narrative,
    };

    private static string Both(Words words) => words.Ja == words.En ? words.Ja : $"{words.En} / {words.Ja}";
}
