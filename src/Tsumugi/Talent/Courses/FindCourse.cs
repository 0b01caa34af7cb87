using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Talent.Courses;

/// <summary>Looks courses up. They are open: whoever wants to learn need not sign in to read.</summary>
public static class FindCourse
{
    public static async Task<Outcome<Course>> RunAsync(HubDb db, string id, CancellationToken stop) =>
        (ShippedCourses.All.FirstOrDefault(course => course.Id == id)
            ?? (await db.Set<BroughtCourse>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, stop))?.ToCourse()) is { } found ? found
        : Gate.NoSuch(new($"コース {id} ", $"the course {id}"));

    /// <summary>Those that ship with the hub, then those that were brought, by their names.</summary>
    public static async Task<IReadOnlyList<Course>> AllAsync(HubDb db, CancellationToken stop) =>
        [.. ShippedCourses.All, .. (await db.Set<BroughtCourse>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(stop)).Select(row => row.ToCourse())];

    public static async Task<Outcome<(Course Course, Lesson Lesson)>> LessonAsync(HubDb db, string id, string lesson, CancellationToken stop) =>
        (await RunAsync(db, id, stop)).Then<(Course, Lesson)>(course => course.FindLesson(lesson) is { } found ? (course, found) : Gate.NoSuch(new($"授業 {lesson} ", $"the lesson {lesson}")));
}
