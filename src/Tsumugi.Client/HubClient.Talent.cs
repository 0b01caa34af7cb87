using System.Text;
using System.Text.Json;
using Tsumugi.Client.Talent;

namespace Tsumugi.Client;

/// <summary>Courses, what you do in them, cohorts and certificates.</summary>
public sealed partial class HubClient
{
    public Task<IReadOnlyList<CourseSummary>> CoursesAsync(CancellationToken stop) => GetAsync<IReadOnlyList<CourseSummary>>("courses", stop);

    public Task<CourseView> CourseAsync(string id, CancellationToken stop) => GetAsync<CourseView>($"courses/{id}", stop);

    public Task<CourseSummary> BringCourseAsync(NewCourse request, CancellationToken stop) => PostAsync<NewCourse, CourseSummary>("courses", request, stop);

    public Task<CourseView> FinishLessonAsync(string course, string lesson, CancellationToken stop) => PostAsync<object, CourseView>($"courses/{course}/lessons/{lesson}/done", new { }, stop);

    public Task<QuizResultView> AnswerQuizAsync(string course, string lesson, QuizAnswers answers, CancellationToken stop) =>
        PostAsync<QuizAnswers, QuizResultView>($"courses/{course}/lessons/{lesson}/quiz", answers, stop);

    /// <param name="institution">In whose name the job runs.</param>
    public Task<AttemptView> StartPracticalAsync(string course, string institution, CancellationToken stop) =>
        PostAsync<PracticalRequest, AttemptView>($"courses/{course}/practical", new(institution), stop);

    public Task<BadgeView> ClaimBadgeAsync(string course, BadgeRequest request, CancellationToken stop) => PostAsync<BadgeRequest, BadgeView>($"courses/{course}/badge", request, stop);

    /// <summary>One small file as a commit of its own, by the wire of Hugging Face's clients.</summary>
    /// <param name="kind"><c>dataset</c> or <c>model</c>.</param>
    /// <param name="id"><c>institution/name</c>.</param>
    public async Task CommitFileAsync(string kind, string id, string path, byte[] content, CancellationToken stop)
    {
        object[] lines =
        [
            new { key = "header", value = new { summary = $"Add {path}" } },
            new { key = "file", value = new { path, content = Convert.ToBase64String(content), encoding = "base64" } },
        ];
        using var body = new StringContent(string.Join('\n', lines.Select(line => JsonSerializer.Serialize(line, Json))), Encoding.UTF8, "application/x-ndjson");
        using var response = await _http.PostAsync(new Uri($"../{kind}s/{id}/commit/main", UriKind.Relative), body, stop);
        await ThrowIfRefusedAsync(response, stop);
    }
}
