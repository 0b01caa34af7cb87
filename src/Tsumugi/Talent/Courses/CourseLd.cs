using System.Globalization;
using System.Text.Json.Nodes;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Web;
using Tsumugi.Talent.Cohorts;

namespace Tsumugi.Talent.Courses;

/// <summary>Courses as Bioschemas describes them: profiles Course 1.0, CourseInstance 1.0 and TrainingMaterial 1.0.</summary>
internal static class CourseLd
{
    private const string Profiles = "https://bioschemas.org/profiles";

    /// <param name="cohorts">Those of the course.</param>
    public static JsonObject Course(Uri hub, Course course, IEnumerable<Cohort> cohorts)
    {
        var address = $"{hub}courses/{course.Id}";
        return Ld.Object([
            ("@type", "Course"),
            ("@id", address),
            ("dct:conformsTo", Ld.Ref($"{Profiles}/Course/1.0-RELEASE")),
            ("name", Both(course, course.Title)),
            ("description", Both(course, course.Summary)),
            ("url", address),
            ("identifier", address),
            .. About(course),
            ("provider", Provider(hub, course)),
            ("coursePrerequisites", Ld.List(course.Prerequisites.Select(id => $"{hub}courses/{id}"))),
            ("educationalCredentialAwarded", "Open Badges 3.0"),
            ("hasPart", Ld.List(course.Lessons, lesson => Material(hub, course, lesson))),
            ("hasCourseInstance", Ld.List(cohorts, cohort => Instance(hub, course, cohort))),
        ]);
    }

    /// <summary>One lesson.</summary>
    public static JsonObject Material(Uri hub, Course course, Lesson lesson)
    {
        var address = $"{hub}courses/{course.Id}/{lesson.Id}";
        return Ld.Object([
            ("@type", "LearningResource"),
            ("@id", address),
            ("dct:conformsTo", Ld.Ref($"{Profiles}/TrainingMaterial/1.0-RELEASE")),
            ("name", Both(course, lesson.Title)),
            ("description", Both(course, course.Summary)),
            ("url", address),
            ("isPartOf", Ld.Ref($"{hub}courses/{course.Id}")),
            ("timeRequired", Span(lesson.Minutes)),
            ("learningResourceType", lesson.HasQuiz ? Ld.List(["lesson", "quiz"]) : Ld.List(["lesson"])),
            .. About(course),
        ]);
    }

    /// <summary>With its context, for a page or a feed.</summary>
    public static JsonObject Standalone(JsonObject thing)
    {
        thing["@context"] = new JsonArray("https://schema.org/", new JsonObject { ["dct"] = "http://purl.org/dc/terms/" });
        return thing;
    }

    private static JsonObject Instance(Uri hub, Course course, Cohort cohort) => Ld.Object(
        ("@type", "CourseInstance"),
        ("@id", $"{hub}cohorts/{cohort.Id}"),
        ("dct:conformsTo", Ld.Ref($"{Profiles}/CourseInstance/1.0-RELEASE")),
        ("name", Both(course, course.Title)),
        ("url", $"{hub}cohorts/{cohort.Id}"),
        ("courseMode", "blended"),
        ("location", cohort.Place),
        ("startDate", InJapan(cohort.Sessions[0].Start)),
        ("endDate", InJapan(cohort.Sessions[^1].End)),
        ("maximumAttendeeCapacity", cohort.Capacity),
        ("inLanguage", Ld.List(course.Languages)),
        ("organizer", Ld.Ref($"{hub}institutions/{cohort.InstitutionId}")));

    private static (string, JsonNode?)[] About(Course course) =>
    [
        ("keywords", Ld.List(course.Topics)),
        ("about", Ld.List(course.Topics, topic => Ld.Object(("@type", "DefinedTerm"), ("@id", $"http://edamontology.org/{topic}"), ("termCode", topic), ("url", $"http://edamontology.org/{topic}")))),
        ("teaches", Ld.List(course.Objectives, objective => Both(course, objective))),
        ("educationalLevel", course.Level.ToString()),
        ("inLanguage", Ld.List(course.Languages)),
        ("license", $"https://spdx.org/licenses/{course.Licence}"),
        ("author", Ld.List(course.Authors, author => Ld.Object(("@type", "Person"), ("name", author)))),
        ("version", course.Version),
        ("dateModified", course.BroughtAt is { } at ? Ld.Moment(at) : null),
    ];

    private static JsonObject Provider(Uri hub, Course course) => course.InstitutionId is { } institution
        ? Ld.Object(("@type", "Organization"), ("@id", $"{hub}institutions/{institution}"), ("name", institution), ("url", $"{hub}institutions/{institution}"))
        : Ld.Object(("@type", "Organization"), ("@id", hub.ToString()), ("name", "Tsumugi"), ("url", hub.ToString()));

    private static JsonNode Both(Course course, Hub.Language.Words words) => course.Languages.Count == 1 ? JsonValue.Create(words.Ja)! : new JsonArray(
        new JsonObject { ["@language"] = "ja", ["@value"] = words.Ja }, new JsonObject { ["@language"] = "en", ["@value"] = words.En });

    private static string Span(int minutes) => string.Create(CultureInfo.InvariantCulture, $"PT{minutes}M");

    private static string InJapan(DateTime instant) => JapanTime.Of(instant).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
