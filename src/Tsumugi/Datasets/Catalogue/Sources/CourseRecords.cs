using System.Runtime.CompilerServices;
using Markdig;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Datasets.Catalogue.Sources;

/// <summary>Courses, those that ship with the hub as well. They are few, and read from files or whole.</summary>
internal sealed class CourseRecords(HubDb db) : ICatalogueSource
{
    public string Kind => Course.NodeKind;

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var course in await FindCourse.AllAsync(db, stop))
            yield return (course.Id, AtOf(course));
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop) =>
        [.. (await FindCourse.AllAsync(db, stop)).Where(course => ids.Contains(course.Id)).Select(course => new CatalogueRecord
        {
            Node = course.Node,
            Title = course.Title,
            Texts =
            [
                course.Summary.Ja, course.Summary.En, Markdown.ToPlainText(course.About), .. course.Topics,
                .. course.Objectives.SelectMany(one => (string[])[one.Ja, one.En]), .. course.Lessons.SelectMany(lesson => (string[])[lesson.Title.Ja, lesson.Title.En]),
            ],
            At = AtOf(course),
            Scopes = [CatalogueScopes.Hub],
            Facets = course.InstitutionId is { } institution ? [new(Facets.Institution, institution)] : [],
        })];

    public async Task<IReadOnlyDictionary<string, MayUse>> AskAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) =>
        (await FindCourse.AllAsync(db, stop)).Where(course => ids.Contains(course.Id))
            .ToDictionary(course => course.Id, _ => new MayUse(MayUseRuling.Yes, new("だれでも学べます", "Open to everybody")));

    // What ships with the hub has been there from the beginning.
    private static DateTime AtOf(Course course) => course.BroughtAt ?? DateTime.UnixEpoch;
}
