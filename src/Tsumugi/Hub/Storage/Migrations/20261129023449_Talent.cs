using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Tsumugi.Hub.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Talent : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "badge",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    CourseId = table.Column<string>(type: "TEXT", nullable: false),
                    CourseVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    IssuedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ShownName = table.Column<string>(type: "TEXT", nullable: true),
                    Token = table.Column<string>(type: "TEXT", nullable: true),
                    RevokedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RevokedFor = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_badge", x => x.Id);
                    table.ForeignKey(
                        name: "FK_badge_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "cohort",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    CourseId = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    TeacherId = table.Column<string>(type: "TEXT", nullable: false),
                    Place = table.Column<string>(type: "TEXT", nullable: false),
                    Capacity = table.Column<int>(type: "INTEGER", nullable: false),
                    Sessions = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort", x => x.Id);
                    table.ForeignKey(
                        name: "FK_cohort_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_cohort_person_TeacherId",
                        column: x => x.TeacherId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "course",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    BroughtAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_course", x => x.Id);
                    table.ForeignKey(
                        name: "FK_course_institution_InstitutionId",
                        column: x => x.InstitutionId,
                        principalTable: "institution",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "course_enrolment",
                columns: table => new
                {
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    CourseId = table.Column<string>(type: "TEXT", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: true),
                    EnrolledAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    CompletedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    CompletedVersion = table.Column<int>(type: "INTEGER", nullable: true),
                    CompletionId = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_course_enrolment", x => new { x.PersonId, x.CourseId });
                    table.ForeignKey(
                        name: "FK_course_enrolment_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "lesson_done",
                columns: table => new
                {
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    CourseId = table.Column<string>(type: "TEXT", nullable: false),
                    LessonId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lesson_done", x => new { x.PersonId, x.CourseId, x.LessonId });
                    table.ForeignKey(
                        name: "FK_lesson_done_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "practical_attempt",
                columns: table => new
                {
                    JobId = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    CourseId = table.Column<string>(type: "TEXT", nullable: false),
                    CourseVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    InstitutionId = table.Column<string>(type: "TEXT", nullable: false),
                    AllocationId = table.Column<string>(type: "TEXT", nullable: true),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Passes = table.Column<string>(type: "TEXT", nullable: false),
                    Inputs = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Findings = table.Column<string>(type: "TEXT", nullable: false),
                    Artefact = table.Column<string>(type: "TEXT", nullable: true),
                    CheckedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_practical_attempt", x => x.JobId);
                    table.ForeignKey(
                        name: "FK_practical_attempt_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "quiz_result",
                columns: table => new
                {
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    CourseId = table.Column<string>(type: "TEXT", nullable: false),
                    LessonId = table.Column<string>(type: "TEXT", nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    Right = table.Column<int>(type: "INTEGER", nullable: false),
                    Of = table.Column<int>(type: "INTEGER", nullable: false),
                    PassedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_quiz_result", x => new { x.PersonId, x.CourseId, x.LessonId });
                    table.ForeignKey(
                        name: "FK_quiz_result_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "cohort_attendance",
                columns: table => new
                {
                    CohortId = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    Session = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort_attendance", x => new { x.CohortId, x.PersonId, x.Session });
                    table.ForeignKey(
                        name: "FK_cohort_attendance_cohort_CohortId",
                        column: x => x.CohortId,
                        principalTable: "cohort",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_cohort_attendance_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "cohort_place",
                columns: table => new
                {
                    CohortId = table.Column<string>(type: "TEXT", nullable: false),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cohort_place", x => new { x.CohortId, x.PersonId });
                    table.ForeignKey(
                        name: "FK_cohort_place_cohort_CohortId",
                        column: x => x.CohortId,
                        principalTable: "cohort",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_cohort_place_person_PersonId",
                        column: x => x.PersonId,
                        principalTable: "person",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_badge_PersonId_CourseId",
                table: "badge",
                columns: new[] { "PersonId", "CourseId" });

            migrationBuilder.CreateIndex(
                name: "IX_badge_RevokedAt",
                table: "badge",
                column: "RevokedAt",
                filter: "RevokedAt IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_cohort_CourseId",
                table: "cohort",
                column: "CourseId");

            migrationBuilder.CreateIndex(
                name: "IX_cohort_InstitutionId",
                table: "cohort",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_cohort_TeacherId",
                table: "cohort",
                column: "TeacherId");

            migrationBuilder.CreateIndex(
                name: "IX_cohort_attendance_PersonId",
                table: "cohort_attendance",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_cohort_place_PersonId",
                table: "cohort_place",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_course_InstitutionId",
                table: "course",
                column: "InstitutionId");

            migrationBuilder.CreateIndex(
                name: "IX_course_enrolment_CourseId",
                table: "course_enrolment",
                column: "CourseId");

            migrationBuilder.CreateIndex(
                name: "IX_lesson_done_CourseId",
                table: "lesson_done",
                column: "CourseId");

            migrationBuilder.CreateIndex(
                name: "IX_practical_attempt_CourseId",
                table: "practical_attempt",
                column: "CourseId");

            migrationBuilder.CreateIndex(
                name: "IX_practical_attempt_PersonId_CourseId",
                table: "practical_attempt",
                columns: new[] { "PersonId", "CourseId" });

            migrationBuilder.CreateIndex(
                name: "IX_practical_attempt_State",
                table: "practical_attempt",
                column: "State",
                filter: "State = 'Running'");

            migrationBuilder.CreateIndex(
                name: "IX_quiz_result_CourseId",
                table: "quiz_result",
                column: "CourseId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "badge");

            migrationBuilder.DropTable(
                name: "cohort_attendance");

            migrationBuilder.DropTable(
                name: "cohort_place");

            migrationBuilder.DropTable(
                name: "course");

            migrationBuilder.DropTable(
                name: "course_enrolment");

            migrationBuilder.DropTable(
                name: "lesson_done");

            migrationBuilder.DropTable(
                name: "practical_attempt");

            migrationBuilder.DropTable(
                name: "quiz_result");

            migrationBuilder.DropTable(
                name: "cohort");
        }
    }
}
